import { freePort } from '@belltower/dev/ports';
import { startScriptedSmtpServer } from '@belltower/dev/scripted-smtp-server';
import { type Behaviour, startSmsSimulator } from '@belltower/dev/sms-simulator';
import { deliveryIdOf } from '@belltower/events';
import { describe, expect, it } from 'vitest';
import { signatureOf } from '../testing/callback.ts';
import { ACCOUNT } from '../testing/config.ts';
import { appointmentCreated, startWorld, until, type World } from '../testing/world.ts';
import type { Config } from './config.ts';

const SECOND = { accountSid: `AC${'1'.repeat(32)}`, authToken: 'token-of-the-second' };
const addresses = (count: number, what: string) => Array.from({ length: count }, (_, n) => `${what}${n}@example.com`);

function withSecondMail(world: World, url: string): Partial<Config> {
  if (world.config.email === null) throw new Error('the e-mail channel is expected');
  const email = { ...world.config.email, socketTimeoutMs: 20_000 }; // a busy machine must leave no send in doubt
  return { email, fallback: { email: { ...email, url } } };
}

/** Which account each attempt went by, as the events show: `sent 2 smtp-fallback`. */
function attemptsOf(world: World, event: { event_id: string }, channel: 'email' | 'sms') {
  const id = deliveryIdOf(event.event_id, channel);
  return world
    .changes()
    .filter(({ delivery }) => delivery.delivery_id === id && delivery.status !== 'queued')
    .map(({ delivery: { status, attempt, provider } }) => `${status} ${attempt} ${provider}`);
}

async function metric(port: number, series: string): Promise<number | null> {
  const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const line = page.split('\n').find((one) => one.startsWith(series));
  return line === undefined ? null : Number(line.split(' ').at(-1));
}

describe('a second account for mail', () => {
  it('takes what the first cannot for an outage, at once, and everything once that is stopped; the first is used again by itself', async () => {
    await using world = await startWorld();
    await using second = await startScriptedSmtpServer();
    const { port } = await world.startNotifier(withSecondMail(world, second.url));
    world.mail.behave(() => ({ rcpt: '421 4.3.2 we are away' }));
    const events = addresses(12, 'a').map((email) => appointmentCreated({ email }));
    for (const event of events) {
      await world.append(event);
      await until('sent', () => world.statuses(event, 'email').at(-1)?.startsWith('sent'));
    }
    expect(attemptsOf(world, events[0] ?? { event_id: '' }, 'email')).toEqual([
      'sending 1 smtp',
      'retrying 1 smtp',
      'sending 2 smtp-fallback',
      'sent 2 smtp-fallback',
    ]);
    expect(second.accepted).toHaveLength(12);
    expect(world.mail.accepted).toEqual([]);
    const direct = events.filter((event) => attemptsOf(world, event, 'email')[0] === 'sending 1 smtp-fallback');
    expect(direct.length).toBeGreaterThan(2);
    expect(await metric(port, 'notifier_fallback_in_use{channel="email"}')).toBe(1);
    expect(await metric(port, 'notifier_breaker_open{channel="email"}')).toBe(0);
    expect(await metric(port, 'notifier_failovers_total{channel="email"}')).toBeGreaterThan(0);
    expect(
      await metric(port, 'notifier_attempts_total{channel="email",provider="smtp-fallback",outcome="accepted"}'),
    ).toBe(12);
    expect(
      world.lines.filter(
        ({ msg }) => msg === 'the first account of the channel cannot be used: the second is, and the first is probed',
      ),
    ).toHaveLength(1);

    world.mail.behave(() => ({}));
    await until('the first is used again', async () => {
      const event = appointmentCreated({ email: 'later@example.com' });
      await world.append(event);
      await until('sent', () => world.statuses(event, 'email').at(-1)?.startsWith('sent'));
      return attemptsOf(world, event, 'email').at(-1) === 'sent 1 smtp';
    });
    expect(await metric(port, 'notifier_fallback_in_use{channel="email"}')).toBe(0);
  });

  it.each([
    ['an unknown mailbox', '550 5.1.1 no such user', 'failed 1 INVALID_RECIPIENT'],
    ['a policy', '550 5.7.1 we do not like it', 'failed 1 REJECTED'],
    ['greylisting', '450 4.7.1 greylisted, try later', 'retrying 1 PROVIDER_UNAVAILABLE'],
    ['a full mailbox', '552 5.2.2 mailbox full', 'retrying 1 REJECTED'],
  ])('never takes what the first refuses for its recipient: %s', async (_what, rcpt, status) => {
    await using world = await startWorld();
    await using second = await startScriptedSmtpServer();
    await world.startNotifier(withSecondMail(world, second.url));
    world.mail.behave(() => ({ rcpt }));
    const events = addresses(3, 'b').map((email) => appointmentCreated({ email }));
    await world.append(...events);
    for (const event of events) await until(status, () => world.statuses(event, 'email').at(-1) === status);
    expect(second.commands).toEqual([]);
  });

  it('never has a mail in doubt beside the first: that is settled as without a second', async () => {
    await using world = await startWorld();
    await using second = await startScriptedSmtpServer();
    await world.startNotifier(withSecondMail(world, second.url));
    world.mail.behave((to) => (world.mail.attempts(to) === 1 ? { dot: 'CLOSE' } : {}));
    const event = appointmentCreated({ email: 'doubt@example.com' });
    await world.append(event);
    await world.finished(1);
    expect(world.statuses(event, 'email')).toEqual([
      'queued 1',
      'sending 1',
      'retrying 1 MAYBE_SENT',
      'sending 2',
      'sent 2',
    ]);
    expect(world.mail.accepted).toHaveLength(2);
    expect(second.accepted).toEqual([]);
  });

  it('waits for either where both are out of order', async () => {
    await using world = await startWorld();
    await using second = await startScriptedSmtpServer();
    await world.startNotifier(withSecondMail(world, second.url));
    const refused = { rcpt: '535 5.7.8 sign in first' };
    world.mail.behave(() => refused);
    second.behave(() => refused);
    const events = addresses(4, 'c').map((email) => appointmentCreated({ email }));
    await world.append(...events);
    await until('all wait', () =>
      events.every((event) => world.statuses(event, 'email').at(-1)?.includes('PROVIDER_MISCONFIGURED')),
    );
    second.behave(() => ({}));
    await world.finished(4);
    expect(second.accepted).toHaveLength(4);
    expect(world.mail.accepted).toEqual([]);
  });

  it('sends each mail once while the first goes and comes back, and notifiers are killed', async () => {
    await using world = await startWorld();
    await using second = await startScriptedSmtpServer();
    const change = withSecondMail(world, second.url);
    const events = addresses(30, 'd').map((email) => appointmentCreated({ email }));
    let running = await world.startKillableNotifier(change);
    for (let round = 0; round < 3; round += 1) {
      world.mail.behave(() => (round % 2 === 0 ? { rcpt: '421 4.3.2 away' } : {}));
      await world.append(...events.slice(round * 10, round * 10 + 10));
      const areSent = () => events.filter((event) => world.statuses(event, 'email').at(-1)?.startsWith('sent')).length;
      const before = areSent();
      await until('some more are sent', () => areSent() >= before + 5);
      await running.kill();
      running = await world.startKillableNotifier(change);
    }
    world.mail.behave(() => ({}));
    await world.finished(30);
    // what two kills hit in its send is given up in doubt, as without a second account
    const isEnded = /^(sent \d+|failed \d+ MAYBE_SENT)$/;
    expect(
      events.map((event) => world.statuses(event, 'email')).filter((all) => !isEnded.test(all.at(-1) ?? '')),
    ).toEqual([]);
    const sent = events.filter((event) => world.statuses(event, 'email').at(-1)?.startsWith('sent'));
    expect(sent.length).toBeGreaterThanOrEqual(15);
    const doubts = new Set(
      world
        .changes()
        .filter(({ delivery }) => delivery.error?.code === 'MAYBE_SENT')
        .map(({ delivery }) => delivery.delivery_id),
    );
    const accepted = [...world.mail.accepted, ...second.accepted].map(({ messageId }) => messageId.split('@')[0] ?? '');
    const twice = accepted.filter((id, index) => accepted.indexOf(id) !== index);
    expect(sent.map(({ event_id }) => deliveryIdOf(event_id, 'email')).filter((id) => !accepted.includes(id))).toEqual(
      [],
    );
    expect(twice.filter((id) => !doubts.has(id))).toEqual([]);
    for (const id of new Set(twice)) expect(accepted.filter((one) => one === id)).toHaveLength(2);
    expect(second.accepted.length).toBeGreaterThan(0);
    expect(world.mail.accepted.length).toBeGreaterThan(0);
    await running.kill();
  });
});

describe('a second account for SMS', () => {
  it('is asked about what went by it, also after a kill, and its callbacks are signed with its own token', async () => {
    await using world = await startWorld();
    const answers: Behaviour[] = [{ kind: 'answer-late', afterMs: 60_000 }];
    await using second = await startSmsSimulator({
      port: 0,
      ...SECOND,
      stepMs: 20,
      behave: () => answers.shift() ?? { kind: 'stay-sent' },
    });
    const { sms } = world.config;
    if (sms === null) throw new Error('the SMS channel is expected');
    const away = { ...sms, apiUrl: `http://127.0.0.1:${await freePort()}` };
    const port = await world.freePort();
    const publicUrl = `http://127.0.0.1:${port}`;
    const change = { port, publicUrl, sms: away, fallback: { sms: { ...sms, ...SECOND, apiUrl: second.url } } };
    const first = await world.startKillableNotifier(change);
    const event = appointmentCreated({ sms: '+15555550123' });
    await world.append(event);
    await until('the second has it', () => second.messages().length === 1);
    await first.kill();
    await world.startNotifier(change);
    await until('found', () => world.statuses(event, 'sms').at(-1)?.startsWith('sent'));
    expect(second.messages()).toHaveLength(1);
    expect(attemptsOf(world, event, 'sms').at(-1)).toBe('sent 2 twilio-fallback');

    const [message] = second.messages();
    const path = `/callbacks/twilio-fallback?delivery=${deliveryIdOf(event.event_id, 'sms')}&attempt=2`;
    const form = { MessageSid: message?.sid ?? '', MessageStatus: 'delivered' };
    const post = async (token: string) => {
      const signature = signatureOf(publicUrl + path, form, token);
      const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
      return (await fetch(publicUrl + path, { method: 'POST', headers, body: new URLSearchParams(form) })).status;
    };
    expect(await post(ACCOUNT.authToken)).toBe(403);
    expect(await post(SECOND.authToken)).toBe(204);
    await until('delivered', () => world.statuses(event, 'sms').at(-1) === 'delivered 2');
  });
});
