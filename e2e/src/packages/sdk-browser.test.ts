/** The packed SDK in a browser: bundled by a stranger's project, it needs nothing that only Node has. */
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

it('the SDK books and watches in a browser, from a bundle with no built-in of Node in it', async () => {
  await using system = await startSystem();
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
    await page.goto(`${system.server.url}/healthz`); // any page that really comes from this origin
    const [url, given] = [`${system.server.url}/graphql`, token].map((text) => JSON.stringify(text));
    const statuses = await page.evaluate(`import('/bundle.js').then(({ run }) => run(${url}, ${given}))`);
    expect(statuses).toEqual(['QUEUED', 'SENDING', 'SENT']);
    expect(problems).toEqual([]);
  } finally {
    await browser.close();
  }
});
