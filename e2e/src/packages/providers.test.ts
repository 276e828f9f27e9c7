/** A provider of a third party: the example of docs/providers.md, outside the repository, beside the packed package alone. */
import { execFile } from 'node:child_process';
import { copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startNode } from '@belltower/dev/node-process';
import { freePort } from '@belltower/dev/ports';
import { deliveryIdOf } from '@belltower/events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCOUNT } from '../../../notifier/testing/config.ts';
import { appointmentCreated, startWorld, until, type World } from '../../../notifier/testing/world.ts';
import { type AcmeMessage, signedReport, startAcme } from './acme-server.ts';
import { type Consumer, createConsumer } from './consumer.ts';

const KEY = 'key-that-nobody-sees';
const run = promisify(execFile);

/** The same provider, for mails. */
const MAIL = `
import acme from './acme.ts';

const asText = ({ to, subject, callbackUrl }) => ({ to, body: subject, reference: '', callbackUrl });
export default {
  ...acme,
  name: 'acme-mail',
  channel: 'email',
  async open(config, limits) {
    const { send, find, ...others } = await acme.open(config, limits);
    return {
      ...others,
      name: 'email',
      send: (mail, signal) => send(asText(mail), signal),
      find: (mail, since, signal) => find(asText(mail), since, signal),
    };
  },
};
`;

let consumer: Consumer;
beforeAll(async () => {
  consumer = await createConsumer(['channels']);
  const page = await readFile(new URL('../../../docs/providers.md', import.meta.url), 'utf8');
  const [adapter = '', suite = ''] = [...page.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code ?? '');
  await consumer.write('acme.ts', adapter);
  await consumer.write('acme.test.ts', suite);
  await consumer.write('acme-mail.ts', MAIL);
  await copyFile(new URL('./acme-server.ts', import.meta.url), join(consumer.folder, 'acme-server.ts'));
});
afterAll(() => consumer[Symbol.asyncDispose]());

describe('the provider of docs/providers.md', () => {
  it('has no SDK of Twilio beside it', async () => {
    const installed = await readdir(join(consumer.folder, 'node_modules'), { recursive: true });
    expect(installed.some((path) => path.endsWith('node_modules/nodemailer') || path === 'nodemailer')).toBe(true);
    expect(installed.filter((path) => /(^|\/)twilio\/package\.json$/.test(path))).toEqual([]);
    const smtp = "console.log((await import('@belltower/channels/smtp')).smtpProvider.name)";
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', smtp], { cwd: consumer.folder });
    expect(stdout).toBe('smtp\n');
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

const FIRST = { ACME_KEY: KEY, POLICY_TIME_SCALE: '0.1' };
const NUMBERS = ['+15555550123', '+15555550124', '+15555550125'] as const;

/** Which account each attempt went by: `sent 2 acme-fallback`. */
function attemptsOf(world: World, event: { event_id: string }, channel: 'email' | 'sms') {
  const id = deliveryIdOf(event.event_id, channel);
  const all = world.changes().filter(({ delivery }) => delivery.delivery_id === id && delivery.status !== 'queued');
  return all.map(({ delivery: { status, attempt, provider } }) => `${status} ${attempt} ${provider}`);
}

describe('the real notifier with a second account of another provider', () => {
  it('sends mails by a module while SMTP is away, and texts by Twilio while a module is', async () => {
    await using world = await startWorld();
    const acme = await startAcme('key-of-the-second');
    world.mail.behave(() => ({ rcpt: '421 4.3.2 we are away' }));
    const { child } = await startReal(world, {
      ...FIRST,
      CHANNELS: 'email,sms',
      ACME_URL: `http://127.0.0.1:${await freePort()}`,
      SMTP_URL: world.mail.url,
      EMAIL_PROVIDER_FALLBACK: join(consumer.folder, 'acme-mail.ts'),
      ACME_URL_FALLBACK: acme.url,
      ACME_KEY_FALLBACK: 'key-of-the-second',
      TWILIO_ACCOUNT_SID_FALLBACK: ACCOUNT.accountSid,
      TWILIO_AUTH_TOKEN_FALLBACK: ACCOUNT.authToken,
      TWILIO_FROM_FALLBACK: '+15005550006',
      TWILIO_API_URL_FALLBACK: world.sms.url,
    });
    await using _process = child;
    const events = NUMBERS.map((sms, number) => appointmentCreated({ sms, email: `m${number}@example.com` }));
    await world.append(...events);
    // the simulator calls back by itself
    const areDelivered = () => events.every((event) => world.statuses(event, 'sms').at(-1)?.startsWith('delivered'));
    await until('all are sent', () => areDelivered() && acme.accepted.length === 3);
    expect(world.sms.messages()).toHaveLength(3);
    for (const event of events) {
      const message = acme.accepted.find(({ to }) => to === event.appointment.email);
      expect(await report(message as AcmeMessage, 'delivered', 'key-of-the-second')).toBe(204);
    }
    await world.caughtUp();
    for (const event of events) {
      expect(attemptsOf(world, event, 'email').at(-1)).toMatch(/^delivered [12] acme-mail-fallback$/);
      expect(attemptsOf(world, event, 'sms').at(-1)).toMatch(/^delivered [12] twilio-fallback$/);
    }
    expect(attemptsOf(world, events[0] as (typeof events)[0], 'sms').slice(0, 3)).toEqual([
      'sending 1 acme',
      'retrying 1 acme',
      'sending 2 twilio-fallback',
    ]);
    await acme.close();
  });

  it('sends by two accounts of one module, never by both, and takes the reports of each from it alone', async () => {
    await using world = await startWorld();
    const [first, second] = [await startAcme(KEY, 'silent'), await startAcme('key-of-the-second')];
    const { child } = await startReal(world, {
      ...FIRST,
      ACME_URL: first.url,
      ACME_URL_FALLBACK: second.url,
      ACME_KEY_FALLBACK: 'key-of-the-second',
      SMS_PROVIDER_FALLBACK: join(consumer.folder, 'acme.ts'),
    });
    await using _process = child;
    const [doubtful, later] = NUMBERS.map((sms) => appointmentCreated({ sms }));
    if (!doubtful || !later) throw new Error('two are expected');
    await world.append(doubtful);
    await until('it is looked up', () => world.statuses(doubtful, 'sms').at(-1)?.startsWith('sent'));
    expect(attemptsOf(world, doubtful, 'sms').filter((one) => !one.endsWith(' acme'))).toEqual([]);
    expect([first.accepted.length, second.accepted.length]).toEqual([1, 0]);

    await first.close();
    await world.append(later);
    await until('it goes on', () => world.statuses(later, 'sms').at(-1) === 'sent 2');
    expect(attemptsOf(world, later, 'sms').at(-1)).toBe('sent 2 acme-fallback');
    expect([first.accepted.length, second.accepted.length]).toEqual([1, 1]);
    const [message] = second.accepted;
    if (message?.report_to === undefined) throw new Error('a callback URL is expected');
    expect(await report(message, 'delivered')).toBe(403);
    const byFirst = message.report_to.replace('acme-fallback', 'acme');
    expect(await report({ ...message, report_to: byFirst }, 'undelivered')).toBe(204);
    expect(await report(message, 'delivered', 'key-of-the-second')).toBe(204);
    await world.caughtUp();
    expect(attemptsOf(world, later, 'sms').slice(-2)).toEqual(['sent 2 acme-fallback', 'delivered 2 acme-fallback']);
    await second.close();
  });
});
