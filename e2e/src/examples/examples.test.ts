/** The programs in examples/, each run as it is against the real product; those that watch, over a cut. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@belltower/dev/ports';
import { startTcpProxy } from '@belltower/dev/tcp-proxy';
import { testKafkaBrokers } from '@belltower/dev/test-kafka';
import { until } from '@belltower/dev/until';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchBrowser } from '../browser/browser.ts';
import { callAs } from '../testbed/caller.ts';
import { type System, startSystem } from '../testbed/system.ts';
import { isOnPath, runExample } from './run-example.ts';

const folder = mkdtempSync(join(tmpdir(), 'belltower-examples-'));
const inRepository = new URL('../../../', import.meta.url).pathname;

/** The clients that print what they see, with what each needs on the machine, and how it gets its packages. */
const clients = [
  { example: 'node', needs: process.execPath, command: process.execPath, args: ['book-and-watch.js'] },
  {
    example: 'python',
    needs: 'python3',
    command: 'python3',
    args: ['book_and_watch.py'],
    environment: { PYTHONPATH: join(folder, 'python'), PYTHONDONTWRITEBYTECODE: '1' },
    prepare: ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', 'requirements.txt', '--target'],
  },
  {
    example: 'go',
    needs: 'go',
    command: join(folder, 'go'),
    args: [],
    prepare: ['build', '-o'],
  },
] as const;
const isHere = (program: string) => program === process.execPath || isOnPath(program);
const missing = clients.filter(({ needs }) => !isHere(needs)).map(({ needs }) => needs);
const kcatLacks = inject('kafkaLacks') ?? (isOnPath('kcat') ? null : 'kcat is not on the PATH');

const origin = `http://127.0.0.1:${await freePort()}`;
let system: System;
beforeAll(async () => {
  system = await startSystem({ environment: { ALLOWED_ORIGINS: origin, POLICY_TIME_SCALE: '0.2' } });
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
  for (const program of missing) console.warn(`Left out, an example: ${program} is not on the PATH.`);
  if (kcatLacks !== null) console.warn(`Left out, the example kcat: ${kcatLacks}.`);
});

const WHOLE = ['QUEUED 1', 'SENDING 1', 'SENT 1'];
const changesOf = (lines: readonly string[], channel: string) =>
  lines.filter((line) => line.startsWith(`${channel} `)).map((line) => line.slice(channel.length + 1));

describe.each(clients)('the example $example', ({ example, needs, command, args, ...more }) => {
  it.skipIf(!isHere(needs))('books, and prints every change once over a cut', async () => {
    if ('prepare' in more) {
      const options = { cwd: join(inRepository, 'examples', example), encoding: 'utf8' } as const;
      execFileSync(needs, [...more.prepare, join(folder, example)], options);
    }
    await using proxy = await startTcpProxy({ target: { port: Number(new URL(system.server.url).port) } });
    const { token } = await callAs(system.server.url, `user of ${example}`, 'customer');
    const environment = {
      BELLTOWER_URL: `http://127.0.0.1:${proxy.port}/graphql`,
      BELLTOWER_TOKEN: token,
      PHONE: '+15555550123',
      ...('environment' in more ? more.environment : {}),
    };
    await using program = runExample({ example, command, args, environment });
    await program.printed(/^SMS /);
    proxy.cut();
    await program.succeeded();
    expect(program.lines[0]).toMatch(/^booked [0-9a-f-]{36}$/);
    for (const channel of ['EMAIL', 'SMS'] as const) {
      // it ends with the last of both, so the other may have gone on to what the provider confirmed
      expect(changesOf(program.lines, channel).slice(0, WHOLE.length)).toEqual(WHOLE);
    }
  });

  it.skipIf(!isHere(needs))('says what was refused, and ends with 1', async () => {
    const environment = {
      BELLTOWER_URL: `${system.server.url}/graphql`,
      BELLTOWER_TOKEN: (await callAs(system.server.url, 'anna', 'customer')).token,
      PHONE: 'no number',
      ...('environment' in more ? more.environment : {}),
    };
    await using program = runExample({ example, command, args, environment });
    expect(await program.ended).toBe('exit code 1');
    expect(program.lines).toEqual([]);
    expect(program.errors()).toMatch(/refused.*BAD_USER_INPUT/s);
  });
});

it('the example browser books and watches from another origin, and fails from one that is not allowed', async () => {
  const { token } = await callAs(system.server.url, 'user of the browser', 'customer');
  const vite = join(inRepository, 'node_modules/vite/bin/vite.js');
  const browser = await launchBrowser();
  try {
    /** What the page at this origin says once a booking was tried there, and the changes that it shows. */
    const tryAt = async (page: string, done: (changes: readonly string[], said: string) => boolean) => {
      const args = [vite, '--port', new URL(page).port, '--logLevel', 'warn'];
      await using _vite = runExample({ example: 'browser', command: process.execPath, args });
      await until('Vite answers', async () => (await fetch(page)).ok);
      const tab = await browser.newPage();
      await tab.goto(page);
      await tab.getByLabel('Server').fill(`${system.server.url}/graphql`);
      await tab.getByLabel('Token').fill(token);
      await tab.getByRole('button', { name: 'Book' }).click();
      return await until('it is done', async () => {
        const [changes, said] = await Promise.all([
          tab.getByRole('listitem').allTextContents(),
          tab.getByRole('status').textContent(),
        ]);
        return done(changes, said ?? '') ? { changes, said: said ?? '' } : null;
      });
    };
    const allowed = await tryAt(
      origin,
      (changes) => changes.includes('SMS SENT 1') && changes.includes('EMAIL SENT 1'),
    );
    expect(allowed.said).toMatch(/^booked [0-9a-f-]{36}$/);
    for (const channel of ['EMAIL', 'SMS']) {
      expect(changesOf(allowed.changes, channel).slice(0, 3)).toEqual(WHOLE);
    }
    const other = await tryAt(`http://127.0.0.1:${await freePort()}`, (_, said) => said !== '');
    expect(other).toEqual({ changes: [], said: 'Failed to fetch' });
  } finally {
    await browser.close();
  }
});

it.skipIf(kcatLacks !== null)('the example kcat has an event sent, and reads its statuses', async () => {
  const brokers = await testKafkaBrokers();
  await using withKafka = await startSystem({ kafkaBrokers: brokers });
  expect(withKafka.server.running()).toBe(true);
  const email = `kcat-${crypto.randomUUID()}@example.com`;
  const environment = { KAFKA_BROKERS: brokers.join(), EMAIL: email };
  await using program = runExample({ example: 'kcat', command: './book.sh', args: [], environment });
  await program.succeeded();
  expect(program.lines[0]).toMatch(/^sent [0-9a-f-]{36}$/);
  expect(program.lines.slice(1)).toEqual(['email queued', 'email sending', 'email sent']);
  expect(await withKafka.mailsTo(email)).toHaveLength(1);
});

it('every folder of examples is in their table, has a README, and is run here', () => {
  const table = readFileSync(join(inRepository, 'examples', 'README.md'), 'utf8');
  const named = [...table.matchAll(/^\| \[(\w+)\]/gm)].map(([, name = '']) => name);
  const tracked = execFileSync('git', ['ls-files', 'examples/*/README.md'], { cwd: inRepository, encoding: 'utf8' });
  expect(named.sort()).toEqual([...clients.map(({ example }) => example), 'browser', 'kcat'].sort());
  for (const name of named) expect(tracked).toContain(`examples/${name}/README.md`);
});
