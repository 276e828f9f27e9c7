import { createHmac } from 'node:crypto';
import { deliveryIdOf } from '@belltower/events';
import { describe, expect, it } from 'vitest';
import { impatientPolicy } from '../../testing/config.ts';
import { appointmentCreated, retryOf, startWorld, until, type World } from '../../testing/world.ts';

const SECRET = 'secret-of-the-bounces';
const RETRY = 'notifications.retry-requested';

async function startSigned(world: World) {
  const { email } = world.config;
  if (email === null) throw new Error('the e-mail channel is expected');
  return await world.startNotifier({
    email: { ...email, callbackSecret: SECRET, previousCallbackSecret: `old-${SECRET}` },
  });
}

interface Posted {
  readonly secret?: string;
  readonly signature?: string;
  readonly type?: string;
}

async function post(
  port: number,
  body: unknown,
  { secret = SECRET, signature, type = 'application/json' }: Posted = {},
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const signed = signature ?? `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`;
  const headers = { 'content-type': type, 'x-signature-256': signed };
  const answer = await fetch(`http://127.0.0.1:${port}/callbacks/smtp`, { method: 'POST', headers, body: text });
  return answer.status;
}

async function sendOne(world: World, email: string) {
  const event = appointmentCreated({ email });
  await world.append(event);
  await until('sent', () => world.statuses(event, 'email').at(-1) === 'sent 1');
  const mail = world.mail.accepted.findLast(({ to }) => to === email);
  if (mail === undefined) throw new Error('a mail is expected');
  return { event, message_id: mail.messageId };
}

const suppressed = (world: World) =>
  world.database.query('SELECT address, reason FROM notifier.suppression ORDER BY address');

describe('bounces of mails', () => {
  it('a hard bounce makes a mail that was sent UNDELIVERED, and nothing more goes to its address', async () => {
    await using world = await startWorld();
    const { port } = await startSigned(world);
    const { event, message_id } = await sendOne(world, 'gone@example.com');
    const bounce = {
      message_id: `<${message_id}>`,
      status: 'bounced',
      code: '5.1.1',
      text: '550 no such user gone@example.com',
    };
    for (const _again of [1, 2, 3]) expect(await post(port, bounce)).toBe(204);
    await world.caughtUp();
    expect(world.statuses(event, 'email')).toEqual(['queued 1', 'sending 1', 'sent 1', 'failed 1 UNDELIVERED']);
    const { error } = world.changes().at(-1)?.delivery ?? {};
    expect(error).toMatchObject({ code: 'UNDELIVERED', retryable: false, message: expect.stringContaining('5.1.1') });
    expect(error?.message).not.toContain('gone@example.com');
    expect(await suppressed(world)).toEqual([{ address: 'gone@example.com', reason: error?.message }]);

    const next = appointmentCreated({ email: 'Gone@example.com' });
    await world.append(next);
    await until('refused', () => world.statuses(next, 'email').at(-1) === 'failed 1 INVALID_RECIPIENT');
    expect(world.mail.accepted).toHaveLength(1);
  });

  it.each([
    ['4.2.2', true],
    ['5.2.2', true],
    ['450', true],
    [null, true],
    ['5.7.1', false],
    ['5.6.0', false],
  ])('a bounce with %s fails the mail (retryable: %s), and says nothing of its address', async (code, retryable) => {
    await using world = await startWorld();
    const { port } = await startSigned(world);
    const { event, message_id } = await sendOne(world, 'full@example.com');
    expect(await post(port, { message_id, status: 'bounced', code })).toBe(204);
    await world.caughtUp();
    expect(world.statuses(event, 'email').at(-1)).toBe('failed 1 UNDELIVERED');
    expect(world.changes().at(-1)?.delivery.error?.retryable).toBe(retryable);
    expect(await suppressed(world)).toEqual([]);
  });

  it('reports come in any order: a mail that arrived stays DELIVERED, and a dead address is remembered either way', async () => {
    await using world = await startWorld();
    const { port } = await startSigned(world);
    const first = await sendOne(world, 'first@example.com');
    const second = await sendOne(world, 'second@example.com');
    const bounced = { status: 'bounced', code: '5.1.1' };
    expect(await post(port, { message_id: first.message_id, status: 'delivered' })).toBe(204);
    expect(await post(port, { message_id: first.message_id, ...bounced })).toBe(204);
    expect(await post(port, { message_id: second.message_id, ...bounced })).toBe(204);
    expect(await post(port, { message_id: second.message_id, status: 'delivered' })).toBe(204);
    await world.caughtUp();
    expect(world.statuses(first.event, 'email').slice(2)).toEqual(['sent 1', 'delivered 1']);
    expect(world.statuses(second.event, 'email').slice(2)).toEqual(['sent 1', 'failed 1 UNDELIVERED', 'delivered 1']);
    expect((await suppressed(world)).map(({ address }) => address)).toEqual([
      'first@example.com',
      'second@example.com',
    ]);
  });

  it('a bounce that comes again after staff have corrected the address is not about the new one', async () => {
    await using world = await startWorld();
    const { port } = await startSigned(world);
    const { event, message_id } = await sendOne(world, 'wrong@example.com');
    const bounce = { message_id, status: 'bounced', code: '5.1.1', recipient: 'wrong@example.com' };
    expect(await post(port, bounce)).toBe(204);
    await world.append(retryOf(event, 1, 'right@example.com'));
    await world.finished(1, RETRY);
    expect(await post(port, bounce)).toBe(204);
    await world.caughtUp();
    expect(world.statuses(event, 'email').at(-1)).toBe('sent 2');
    expect((await suppressed(world)).map(({ address }) => address)).toEqual(['wrong@example.com']);
  });

  it('only what is signed with the secret, or the one before, changes anything; what is not ours is answered 204', async () => {
    await using world = await startWorld();
    const { port } = await startSigned(world);
    const { event, message_id } = await sendOne(world, 'ann@example.com');
    const bounce = { message_id, status: 'bounced', code: '5.1.1' };
    expect(await post(port, bounce, { secret: 'another secret' })).toBe(403);
    for (const signature of ['', 'sha256=', 'x', '00'.repeat(32)])
      expect(await post(port, bounce, { signature })).toBe(403);
    expect(await post(port, bounce, { type: 'application/x-www-form-urlencoded' })).toBe(415);
    expect(await post(port, { ...bounce, text: 'x'.repeat(70_000) })).toBe(413);
    for (const odd of [
      { ...bounce, message_id: `${deliveryIdOf(event.event_id, 'sms')}@clinic.example` },
      { ...bounce, message_id: 'another-one@clinic.example' },
      { ...bounce, status: 'deferred' },
      { ...bounce, message_id: undefined },
      [bounce],
      'no JSON',
      '',
    ]) {
      expect([odd, await post(port, odd)]).toEqual([odd, 204]);
    }
    await world.caughtUp();
    expect(world.statuses(event, 'email').at(-1)).toBe('sent 1');
    expect(await suppressed(world)).toEqual([]);
    expect(await post(port, bounce, { secret: `old-${SECRET}` })).toBe(204);
    await world.caughtUp();
    expect(world.statuses(event, 'email').at(-1)).toBe('failed 1 UNDELIVERED');
  });

  it('a bounce is answered 503 while the ledger is away, and counts when it comes again', async () => {
    await using world = await startWorld();
    const proxy = await world.startDatabaseProxy();
    const { email } = world.config;
    const signed = email && { ...email, callbackSecret: SECRET };
    const { port } = await world.startNotifier({ email: signed, databaseUrl: proxy.url, policy: impatientPolicy });
    const { event, message_id } = await sendOne(world, 'ann@example.com');
    const bounce = { message_id, status: 'bounced', code: '5.1.1' };
    proxy.cut();
    expect(await post(port, bounce)).toBe(503);
    proxy.restore();
    await until('it is taken', async () => (await post(port, bounce)) === 204);
    await world.caughtUp();
    expect(world.statuses(event, 'email').at(-1)).toBe('failed 1 UNDELIVERED');
    expect(await suppressed(world)).toHaveLength(1);
  });

  it('no reports of mails are taken where no secret is set', async () => {
    await using world = await startWorld();
    const { port } = await world.startNotifier();
    expect(await post(port, {})).toBe(404);
  });
});
