/** The packed SDK in a browser: bundled by a stranger's project, it needs nothing that only Node has, and our origin neither. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { launchBrowser } from '../browser/browser.ts';
import { callAs } from '../testbed/caller.ts';
import { startSystem } from '../testbed/system.ts';
import { createConsumer } from './consumer.ts';

const PROGRAM = `
import { createBelltower } from '@belltower/sdk';

export async function run(url, token) {
  const belltower = createBelltower({ url, token });
  const { appointment, feedCursor } = await belltower.createAppointment({
    time: new Date(Date.now() + 7 * 24 * 3_600_000),
    email: 'ana@example.com',
    notify: { email: true },
  });
  const statuses = [];
  for await (const { status } of belltower.watchDeliveries({ appointmentId: appointment.id, after: feedCursor })) {
    statuses.push(status);
    if (status === 'SENT' || status === 'FAILED') break;
  }
  await belltower.close();
  return statuses;
}`;

it.each([
  ['our own origin', false],
  ['another origin that is allowed', true],
])(
  'the SDK books and watches in a browser on %s, from a bundle with no built-in of Node in it',
  async (_, elsewhere) => {
    await using other = await startPage();
    await using system = await startSystem({ environment: { ALLOWED_ORIGINS: other.origin } });
    await using consumer = await createConsumer(['sdk'], ['ws']);
    await consumer.write('program.js', PROGRAM);
    const { code, said } = await consumer.bundle('program.js');
    expect(said).not.toMatch(/externalized|warn|unresolved/i);
    expect(code).not.toMatch(/["'`]node:|^import\b|\brequire\(|\bprocess\.|\bBuffer\b|browser-external/m);

    const { token } = await callAs(system.server.url, 'anna', 'customer');
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      await page.route('**/bundle.js', (route) => route.fulfill({ contentType: 'text/javascript', body: code }));
      await page.goto(elsewhere ? other.origin : `${system.server.url}/healthz`); // any page that really comes from there
      const [url, given] = [`${system.server.url}/graphql`, token].map((text) => JSON.stringify(text));
      const statuses = await page.evaluate(`import('/bundle.js').then(({ run }) => run(${url}, ${given}))`);
      expect(statuses).toEqual(['QUEUED', 'SENDING', 'SENT']);
      expect(problems).toEqual([]);
    } finally {
      await browser.close();
    }
  },
);

/** A page on an origin of its own. */
async function startPage() {
  const server = createServer((_request, response) => response.end('a page'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
