import { magicRecipients } from '@belltower/dev/sms-simulator';
import { deliveryIdOf } from '@belltower/events';
import { describe, expect, it } from 'vitest';
import { answerToCallback, PUBLIC_URL, postCallback as post, signatureOf } from '../../testing/callback.ts';
import { impatientPolicy } from '../../testing/config.ts';
import { appointmentCreated, retryOf, startWorld, until, type World } from '../../testing/world.ts';

/** Starts a notifier whose public URL leads to itself, so that the simulator's callbacks reach it. */
async function startReachable(world: World) {
  const port = await world.freePort();
  return await world.startNotifier({ port, publicUrl: `http://127.0.0.1:${port}` });
}

describe("the provider's callbacks", () => {
  it('a callback leads a delivery from sent to delivered', async () => {
    await using world = await startWorld();
    await startReachable(world);
    const event = appointmentCreated({ sms: '+15555550123' });
    await world.append(event);
    await until('delivered', () => world.statuses(event, 'sms').includes('delivered 1'));
    expect(world.statuses(event, 'sms')).toEqual(['queued 1', 'sending 1', 'sent 1', 'delivered 1']);
    await until('answered', () => world.sms.messages()[0]?.callbacks.at(-1)?.answer === 204);
  });

  it('a callback says why the carrier refused a message that was sent, and whether another attempt may help', async () => {
    await using world = await startWorld();
    await startReachable(world);
    const event = appointmentCreated({ sms: magicRecipients.handsetOff.number });
    await world.append(event);
    await until('failed', () => world.statuses(event, 'sms').includes('failed 1 UNDELIVERED'));
    expect(world.statuses(event, 'sms')).toEqual(['queued 1', 'sending 1', 'sent 1', 'failed 1 UNDELIVERED']);
    expect(world.changes().at(-1)?.delivery.error?.retryable).toBe(true);
  });

  it('a callback counts before the answer to the send: it is proof that the message was accepted', async () => {
    await using world = await startWorld();
    await startReachable(world);
    const event = appointmentCreated({ sms: magicRecipients.late.number });
    await world.append(event);
    await world.finished(1);
    await until('delivered', () => world.statuses(event, 'sms').includes('delivered 1'));
    expect(world.statuses(event, 'sms').filter((line) => !line.includes('MAYBE_SENT'))).toEqual([
      'queued 1',
      'sending 1',
      'sent 1',
      'delivered 1',
    ]);
    expect(world.sms.messages()).toHaveLength(1);
  });

  it('callbacks are accepted in any order and more than once, refused when not signed, and ignored when about nothing of ours', async () => {
    await using world = await startWorld();
    const { port } = await world.startNotifier({ publicUrl: PUBLIC_URL });
    const event = appointmentCreated({ sms: magicRecipients.neverConfirmed.number });
    await world.append(event);
    await world.finished(1);
    const path = `/callbacks/twilio?delivery=${deliveryIdOf(event.event_id, 'sms')}&attempt=1`;
    const sid = world.sms.messages()[0]?.sid ?? '';
    const delivered = { MessageSid: sid, MessageStatus: 'delivered' };

    expect(await post(port, path, delivered, 'forged')).toBe(403);
    expect(await post(port, path, { ...delivered, To: 'x' }, signatureOf(PUBLIC_URL + path, delivered))).toBe(403);
    expect(world.statuses(event, 'sms')).toEqual(['queued 1', 'sending 1', 'sent 1']);

    expect(await post(port, path, delivered)).toBe(204);
    expect(await post(port, path, { MessageSid: sid, MessageStatus: 'sent' })).toBe(204);
    expect(await post(port, path, { MessageSid: sid, MessageStatus: 'undelivered', ErrorCode: '30003' })).toBe(204);
    expect(await post(port, path, delivered)).toBe(204);
    await until('reported', () => world.statuses(event, 'sms').length === 4);
    expect(world.statuses(event, 'sms')).toEqual(['queued 1', 'sending 1', 'sent 1', 'delivered 1']);

    const unknown = '/callbacks/twilio?delivery=6f2a3c1e-5b0d-4e55-9c55-0b6f1f2b7a10&attempt=1';
    expect(await post(port, unknown, delivered)).toBe(204);
    expect(await post(port, '/callbacks/twilio', delivered)).toBe(204);
    expect(await post(port, path, { MessageSid: sid, MessageStatus: 'whatever' })).toBe(204);
    expect(await post(port, path, { MessageSid: sid, MessageStatus: 'delivered', Body: 'x'.repeat(70_000) })).toBe(413);
  });
});

describe('signed callbacks that are odd', () => {
  it('a callback that comes a hundred times is reported once, and one about a mail changes nothing', async () => {
    await using world = await startWorld();
    const { port } = await world.startNotifier({ publicUrl: PUBLIC_URL });
    const event = appointmentCreated({ sms: magicRecipients.neverConfirmed.number, email: 'ann@example.com' });
    await world.append(event);
    await world.finished(1);
    const before = world.reports.length;
    const pathOf = (channel: 'sms' | 'email') =>
      `/callbacks/twilio?delivery=${deliveryIdOf(event.event_id, channel)}&attempt=1`;
    const form = { MessageSid: world.sms.messages()[0]?.sid ?? '', MessageStatus: 'undelivered', ErrorCode: '30003' };
    for (const MessageStatus of ['undelivered', 'delivered']) {
      expect(await post(port, pathOf('email'), { ...form, MessageStatus })).toBe(204);
    }
    const answers = Array.from({ length: 100 }, () => post(port, pathOf('sms'), form));
    expect(new Set(await Promise.all(answers))).toEqual(new Set([204]));
    expect(await post(port, pathOf('sms'), form)).toBe(204);
    await world.caughtUp();
    expect(world.statuses(event, 'sms')).toEqual(['queued 1', 'sending 1', 'sent 1', 'failed 1 UNDELIVERED']);
    expect(world.statuses(event, 'email')).toEqual(['queued 1', 'sending 1', 'sent 1']);
    expect(world.reports.length - before).toBe(1);
  });
});

describe("a provider's callback that cannot be recorded now", () => {
  it('a callback is answered 503 while the ledger is away, so that it is repeated, and counts then', async () => {
    await using world = await startWorld();
    const proxy = await world.startDatabaseProxy();
    const change = { publicUrl: PUBLIC_URL, databaseUrl: proxy.url, policy: impatientPolicy };
    const { port } = await world.startNotifier(change);
    const event = appointmentCreated({ sms: magicRecipients.neverConfirmed.number });
    await world.append(event);
    await world.finished(1);
    const path = `/callbacks/twilio?delivery=${deliveryIdOf(event.event_id, 'sms')}&attempt=1`;
    const delivered = { MessageSid: world.sms.messages()[0]?.sid ?? '', MessageStatus: 'delivered' };

    proxy.cut();
    const { status, headers } = await answerToCallback(port, path, delivered);
    expect([status, headers.get('retry-after')]).toEqual([503, '5']);
    expect(world.statuses(event, 'sms')).toEqual(['queued 1', 'sending 1', 'sent 1']);
    proxy.restore();
    await until('it is taken', async () => (await post(port, path, delivered)) === 204);
    await world.caughtUp();
    expect(world.statuses(event, 'sms')).toEqual(['queued 1', 'sending 1', 'sent 1', 'delivered 1']);
  });
});

describe('a retry by staff', () => {
  const RETRY = 'notifications.retry-requested';

  it('a retry by staff sends a failed delivery to a corrected address, its attempts counting on', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    world.mail.behave((to) => (to === 'right@example.com' ? {} : { rcpt: '550 5.1.1 no' }));
    const event = appointmentCreated({ email: 'wrong@example.com' });
    await world.append(event);
    await world.finished(1);

    await world.append(retryOf(event, 1, 'right@example.com'));
    await world.finished(1, RETRY);
    expect(world.statuses(event, 'email')).toEqual([
      'queued 1',
      'sending 1',
      'failed 1 INVALID_RECIPIENT',
      'queued 2',
      'sending 2',
      'sent 2',
    ]);
    expect(world.mail.accepted.map(({ to }) => to)).toEqual(['right@example.com']);
  });

  it('a retry by staff ignores the memory of dead addresses, and clears it when the address turns out to live', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    world.mail.behave((to) => (world.mail.attempts(to) === 1 ? { rcpt: '550 5.1.1 no' } : {}));
    const event = appointmentCreated({ email: 'ann@example.com' });
    await world.append(event);
    await world.finished(1);
    await world.append(retryOf(event, 1));
    await world.finished(1, RETRY);
    const next = appointmentCreated({ email: 'ann@example.com' });
    await world.append(next);
    await world.finished(2);
    expect(world.statuses(event, 'email').at(-1)).toBe('sent 2');
    expect(world.statuses(next, 'email')).toEqual(['queued 1', 'sending 1', 'sent 1']);
  });

  it('a retry by staff has no effect when the delivery stands elsewhere, was never known, or the request comes again', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    const event = appointmentCreated({ email: 'ann@example.com' });
    await world.append(event);
    await world.finished(1);
    await world.append(retryOf(event, 1), retryOf(appointmentCreated({ email: 'x@example.com' }), 1));
    await world.finished(2, RETRY);
    expect(world.mail.accepted).toHaveLength(1);

    world.mail.behave(() => ({ rcpt: '550 no' }));
    const failing = appointmentCreated({ email: 'bob@example.com' });
    await world.append(failing);
    await world.finished(2);
    const request = retryOf(failing, 1);
    await world.append(request, request);
    await world.finished(4, RETRY);
    expect(world.mail.attempts('bob@example.com')).toBe(2);
    expect(world.statuses(failing, 'email')).toEqual([
      'queued 1',
      'sending 1',
      'failed 1 REJECTED',
      'queued 2',
      'sending 2',
      'failed 2 REJECTED',
    ]);
  });

  it('a retry by staff that cannot be sent fails with the next attempt, so that it becomes terminal', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    world.mail.behave(() => ({ rcpt: '550 no' }));
    const event = appointmentCreated({ email: 'ann@example.com' });
    await world.append(event);
    await world.finished(1);
    await world.append(retryOf(event, 1, 'no address'));
    await world.finished(1, RETRY);
    expect(world.statuses(event, 'email').at(-1)).toBe('failed 2 INVALID_RECIPIENT');
  });

  it('a retry by staff of an appointment whose content is no longer kept fails with the next attempt, and says why', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    world.mail.behave(() => ({ rcpt: '550 no' }));
    const event = appointmentCreated({ email: 'ann@example.com' });
    await world.append(event);
    await world.finished(1);
    await world.database.query('UPDATE notifier.source_event SET body = NULL');
    const request = retryOf(event, 1);
    await world.append(request, request);
    await world.finished(2, RETRY);
    expect(world.statuses(event, 'email')).toEqual([
      'queued 1',
      'sending 1',
      'failed 1 REJECTED',
      'queued 2',
      'failed 2 EXPIRED',
    ]);
    expect(world.mail.attempts('ann@example.com')).toBe(1);
  });
});
