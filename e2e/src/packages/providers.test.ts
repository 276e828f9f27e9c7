/** A provider of a third party: the example of docs/providers.md, outside the repository, beside the packed package alone. */
import { execFile } from 'node:child_process';
import { copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startNode } from '@belltower/dev/node-process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appointmentCreated, startWorld, until, type World } from '../../../notifier/testing/world.ts';
import { type AcmeMessage, signedReport, startAcme } from './acme-server.ts';
import { type Consumer, createConsumer } from './consumer.ts';

const KEY = 'key-that-nobody-sees';
const run = promisify(execFile);

let consumer: Consumer;
beforeAll(async () => {
  consumer = await createConsumer(['channels']);
  const page = await readFile(new URL('../../../docs/providers.md', import.meta.url), 'utf8');
  const [adapter = '', suite = ''] = [...page.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code ?? '');
  await consumer.write('acme.ts', adapter);
  await consumer.write('acme.test.ts', suite);
  await copyFile(new URL('./acme-server.ts', import.meta.url), join(consumer.folder, 'acme-server.ts'));
});
afterAll(() => consumer[Symbol.asyncDispose]());

describe('the provider of docs/providers.md', () => {
  it('has no SDK of Twilio beside it', async () => {
    const installed = await readdir(join(consumer.folder, 'node_modules'), { recursive: true });
    expect(installed.some((path) => path.endsWith('node_modules/nodemailer') || path === 'nodemailer')).toBe(true);
    expect(installed.filter((path) => /(^|\/)twilio\/package\.json$/.test(path))).toEqual([]);
  });

  it('type-checks, and keeps the contract by the exported suites', async () => {
    const rules = { module: 'nodenext', lib: ['esnext'], target: 'esnext' } as const;
    await consumer.typeCheck(['acme.ts', 'acme.test.ts'], { ...rules, allowImportingTsExtensions: true });
    const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap', 'acme.test.ts'], {
      cwd: consumer.folder,
      env: { PATH: process.env.PATH },
    });
    expect(stdout).toMatch(/^# pass 17$/m);
    expect(stdout).toMatch(/^# fail 0$/m);
  });
});

/** The real notifier, as a process, with this provider for SMS. */
async function startReal(world: World, environment: Readonly<Record<string, string>>) {
  const port = await world.freePort();
  const child = startNode({
    name: 'notifier',
    file: 'notifier/src/main.ts',
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: world.database.url,
      NOTIFIER_PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      CHANNELS: 'sms',
      MAIL_FROM: 'clinic@clinic.example',
      POLICY_TIME_SCALE: '0.02',
      SMS_PROVIDER: join(consumer.folder, 'acme.ts'),
      ...environment,
    },
  });
  return { child, port };
}

async function report(message: AcmeMessage, status: string, key = KEY): Promise<number> {
  const { url, headers, body } = signedReport(key, message.report_to ?? '', status, message);
  return (await fetch(url, { method: 'POST', body, headers: { ...headers, 'content-type': 'application/json' } }))
    .status;
}

describe('the real notifier with a provider of a third party', () => {
  it('sends by it, and takes its signed reports: SENT, DELIVERED, UNDELIVERED', async () => {
    await using world = await startWorld();
    const acme = await startAcme(KEY);
    const { child } = await startReal(world, { ACME_URL: acme.url, ACME_KEY: KEY });
    await using _process = child;
    const events = ['+15555550123', '+15555550124'].map((sms) => appointmentCreated({ sms }));
    await world.append(...events);
    await until('both are sent', () => events.every((event) => world.statuses(event, 'sms').at(-1) === 'sent 1')).catch(
      (error: unknown) => {
        throw new Error(child.output(), { cause: error });
      },
    );
    expect(acme.accepted).toHaveLength(2);
    expect(world.changes().at(-1)?.delivery).toMatchObject({
      provider: 'acme',
      provider_message_id: expect.any(String),
    });

    const [first, second] = events.map(({ appointment }) =>
      acme.accepted.find(({ to }) => to === appointment.phone_e164),
    );
    if (!first?.report_to || !second) throw new Error('both with a callback URL are expected');
    expect(first.report_to).toContain('/callbacks/acme?delivery=');
    expect(await report(first, 'delivered', 'another key')).toBe(403);
    expect(await report({ ...first, report_to: first.report_to.replace('acme', 'twilio') }, 'delivered')).toBe(404);
    expect(await report(first, 'lost')).toBe(204);
    for (const _again of [1, 2]) {
      expect(await report(first, 'delivered')).toBe(204);
      expect(await report(second, 'undelivered')).toBe(204);
    }
    await world.caughtUp();
    expect(events.map((event) => world.statuses(event, 'sms'))).toEqual([
      ['queued 1', 'sending 1', 'sent 1', 'delivered 1'],
      ['queued 1', 'sending 1', 'sent 1', 'failed 1 UNDELIVERED'],
    ]);
    await acme.close();
  });

  it.each([
    ['nothing to import', '/nowhere/acme.ts', 'cannot be imported'],
    ['a package that is not installed', 'acme-of-nobody', 'cannot be imported'],
    ['a module without a provider', 'acme-server.ts', 'with the exports signedReport, startAcme'],
    ['another channel', 'fax.mjs', `with channel "email" ('sms' is expected)`],
    ['a method that is missing', 'half.mjs', 'with open missing (a function is expected)'],
  ])('does not start with %s, and says in one sentence what was expected and what came', async (_what, file, came) => {
    const whole = { name: 'fax', channel: 'email', variables: [], lookUp: false };
    const methods = ', settings: () => ({ kind: "complete", config: {} })';
    const text = (change: object) => `export default { ...${JSON.stringify({ ...whole, ...change })}${methods}`;
    await consumer.write('fax.mjs', `${text({})}, open() {} };`);
    await consumer.write('half.mjs', `${text({ channel: 'sms' })} };`);
    const module = file.includes('.') && !file.startsWith('/') ? join(consumer.folder, file) : file;
    const unused = { database: { url: 'postgres://127.0.0.1:9/none' }, freePort: async () => 0 } as unknown as World;
    const { child } = await startReal(unused, { SMS_PROVIDER: module, PUBLIC_URL: 'http://us.example' });
    await using _process = child;
    expect(await child.ended).toBe('exit code 1');
    expect(child.output()).toContain(
      `SMS_PROVIDER: a module whose default export is a provider of the channel sms is expected (docs/providers.md), got "${module}"`,
    );
    expect(child.output()).toContain(came);
    expect(child.output()).not.toContain('    at ');
  });

  it('names the setting of its own that is missing', async () => {
    const unused = { database: { url: 'postgres://127.0.0.1:9/none' }, freePort: async () => 0 } as unknown as World;
    const { child } = await startReal(unused, { ACME_URL: 'http://127.0.0.1:9' });
    await using _process = child;
    expect(await child.ended).toBe('exit code 1');
    expect(child.output()).toContain('ACME_KEY: is required for SMS by Acme');
  });
});
