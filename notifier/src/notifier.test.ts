import { randomUUID } from 'node:crypto';
import { formatInstant } from '@belltower/events';
import { describe, expect, it } from 'vitest';
import { appointmentCreated, startWorld, until } from '../testing/world.ts';

const CREATED = 'appointments.created';

describe('the notifier', () => {
  it('the notifier delivers an event on both channels, and reports each step in order before it finishes the event', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    const event = appointmentCreated({ email: 'ann@example.com', sms: '+15555550123' });
    await world.append(event);

    await world.finished(1);
    expect(world.statuses(event, 'email')).toEqual(['queued 1', 'sending 1', 'sent 1']);
    expect(world.statuses(event, 'sms')).toEqual(['queued 1', 'sending 1', 'sent 1']);
    expect(world.mail.accepted.map(({ to }) => to)).toEqual(['ann@example.com']);
    expect(world.sms.messages()).toHaveLength(1);
  });

  it('the notifier sends nothing for an event that comes again, and repeats its reports with the same ids and times', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    const event = appointmentCreated({ email: 'ann@example.com', sms: '+15555550123' });
    await world.append(event, event);
    await world.finished(2);
    await world.append(event);
    await world.finished(3);

    expect(world.mail.accepted).toHaveLength(1);
    expect(world.sms.messages()).toHaveLength(1);
    const sent = world.changes().filter(({ delivery }) => delivery.status === 'sent' && delivery.channel === 'email');
    expect(sent.length).toBe(3);
    expect(new Set(sent.map(({ event_id, occurred_at }) => `${event_id} ${occurred_at}`)).size).toBe(1);
  });

  it('the notifier delivers an event of another producer, with integer ids, no key and unknown fields', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    const eventId = randomUUID();
    const value = JSON.stringify({
      event_id: eventId,
      event_type: CREATED,
      occurred_at: formatInstant(new Date()),
      notify: { email: true, sms: true, pigeon: true },
      appointment: {
        appointment_id: 5,
        user_id: '12',
        time: formatInstant(new Date(Date.now() + 86_400_000)),
        email: 'ann@example.com',
        phone_e164: '+15555550123',
        title: 7,
        mood: 'good',
      },
      extra: {},
    });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await world.log.append([{ topic: CREATED, key: '', value, headers: { traceparent } }]);

    await world.finished(1);
    expect(new Set(world.changes().map(({ delivery }) => delivery.appointment_id))).toEqual(new Set(['5']));
    expect(world.changes().filter(({ delivery }) => delivery.status === 'sent')).toHaveLength(2);
    expect(world.mail.accepted[0]?.raw).toContain('UID:5');
    expect(world.reports.every(({ headers }) => headers.traceparent === traceparent)).toBe(true);
    expect(world.lines.some(({ msg }) => msg === 'invalid optional fields of an event were ignored')).toBe(true);
  });

  it('the notifier parks a record that it cannot read, as it came, with the reason and its place, and goes on', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    const poison = new Uint8Array([0xff, 0xfe, 0x00, 0x7b]);
    const event = appointmentCreated({ email: 'ann@example.com' });
    await world.log.append([{ topic: CREATED, key: 'k', value: poison, headers: { traceparent: 'abc' } }]);
    await world.append(event);

    await world.finished(2);
    const letter = await until('a dead letter', () => world.deadLetters[0]);
    expect(new Uint8Array(letter.value)).toEqual(poison);
    expect(letter.key).toBe('k');
    expect(letter.headers).toMatchObject({
      traceparent: 'abc',
      'dead-letter-code': 'NOT_JSON',
      'dead-letter-topic': CREATED,
      'dead-letter-partition': '0',
      'dead-letter-position': '0',
    });
    expect(letter.headers['dead-letter-reason']).toContain('JSON in UTF-8 is expected');
    expect(world.statuses(event, 'email')).toContain('sent 1');
  });

  it('the notifier parks an event that is older than its memory, and never sends it', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    const event = appointmentCreated({ email: 'ann@example.com', occurredAt: new Date(Date.now() - 91 * 86_400_000) });
    await world.append(event);
    await world.finished(1);
    await until('a dead letter', () => world.deadLetters[0]?.headers['dead-letter-code'] === 'TOO_OLD');
    expect(world.mail.accepted).toHaveLength(0);
    expect(world.statuses(event, 'email')).toEqual([]);
  });

  it('the notifier parks an event that has the id of another appointment’s, in place of taking it for a repeat, and takes repeats', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    const first = appointmentCreated({ email: 'ann@example.com', appointmentId: '7' });
    const other = { ...appointmentCreated({ email: 'bob@example.com', appointmentId: '8' }), event_id: first.event_id };
    await world.append(first);
    await world.finished(1);
    const repeat = JSON.stringify(first).replace('"7"', '"007"').replace(first.event_id, first.event_id.toUpperCase());
    await world.log.append([{ topic: CREATED, key: '7', value: repeat }]);
    await world.append(other);
    await world.finished(3);
    const letter = await until('a dead letter', () => world.deadLetters[0]);
    expect(world.deadLetters).toHaveLength(1);
    expect(letter.headers).toMatchObject({ 'dead-letter-code': 'EVENT_ID_REUSED', 'dead-letter-position': '2' });
    expect(letter.headers['dead-letter-reason']).toContain('it came before for appointment 7');
    expect(world.mail.accepted.map(({ to }) => to)).toEqual(['ann@example.com']);
  });

  it('the notifier fails at once, each channel for itself, a delivery that is malformed, past, or for a channel that is off', async () => {
    await using world = await startWorld();
    await world.startNotifier({ sms: null });
    const malformed = appointmentCreated({ email: 'no address', sms: '+15555550123' });
    const past = appointmentCreated({ email: 'ann@example.com', time: new Date(Date.now() - 1_000) });
    await world.append(malformed, past);

    await world.finished(2);
    expect(world.statuses(malformed, 'email')).toEqual(['queued 1', 'failed 1 INVALID_RECIPIENT']);
    expect(world.statuses(malformed, 'sms')).toEqual(['queued 1', 'failed 1 REJECTED']);
    expect(world.statuses(past, 'email')).toEqual(['queued 1', 'failed 1 EXPIRED']);
    expect(world.mail.accepted).toHaveLength(0);
  });

  it('the notifier fails an address that cannot be stored on its own channel alone, and sends the rest of its event', async () => {
    await using world = await startWorld();
    await world.startNotifier();
    const sms = '+15555550123';
    const addresses = ['ann@example.com\0', '\ud83e@example.com', `${'a'.repeat(400_000)}@example.com`];
    const events = addresses.map((email) => appointmentCreated({ email, sms }));
    await world.log.append(events.map((event) => ({ topic: CREATED, key: 'k', value: JSON.stringify(event) })));
    await world.append(appointmentCreated({ email: 'ann@example.com' }));

    await world.finished(4);
    for (const event of events) {
      expect(world.statuses(event, 'email')).toEqual(['queued 1', 'failed 1 INVALID_RECIPIENT']);
      expect(world.statuses(event, 'sms')).toEqual(['queued 1', 'sending 1', 'sent 1']);
    }
    expect(world.mail.accepted).toHaveLength(1);
    expect(world.deadLetters).toHaveLength(0);
  });

  it('the notifier finishes the sends in progress before it ends, so that their events do not come again', async () => {
    await using world = await startWorld();
    const notifier = await world.startNotifier();
    const answer = Promise.withResolvers<void>();
    world.mail.behave(() => ({ dot: answer.promise.then(() => '250 2.0.0 ok') }));
    const event = appointmentCreated({ email: 'ann@example.com' });
    await world.append(event);
    await until('sending', () => world.mail.accepted.length === 1);

    const ended = notifier[Symbol.asyncDispose]();
    setTimeout(() => answer.resolve(), 100);
    await ended;
    await world.finished(1);
    expect(world.statuses(event, 'email')).toEqual(['queued 1', 'sending 1', 'sent 1']);
  });

  it('the notifier starts while its database is still away, and is ready once it is there', async () => {
    await using world = await startWorld();
    const proxy = await world.startDatabaseProxy();
    proxy.cut();
    const starting = world.startNotifier({ databaseUrl: proxy.url });
    await until('it was tried', () => world.lines.some(({ msg }) => String(msg).includes('cannot be reached yet')));
    proxy.restore();
    const notifier = await starting;
    expect((await fetch(`http://127.0.0.1:${notifier.port}/readyz`)).status).toBe(200);
  });

  it('the notifier has readiness and metrics on a port of their own where one is set, and not on the public one', async () => {
    await using world = await startWorld();
    const { port, metricsPort } = await world.startNotifier({ metricsPort: 0 });
    const statusOf = async (at: number | null, path: string) => (await fetch(`http://127.0.0.1:${at}${path}`)).status;
    for (const path of ['/readyz', '/metrics']) {
      expect(await statusOf(metricsPort, path)).toBe(200);
      expect(await statusOf(port, path)).toBe(404);
    }
    for (const at of [port, metricsPort]) expect(await statusOf(at, '/healthz')).toBe(200);
  });

  it('the notifier is not ready while its database is away, waits for it, and goes on', async () => {
    await using world = await startWorld();
    const proxy = await world.startDatabaseProxy();
    const notifier = await world.startNotifier({ databaseUrl: proxy.url });
    const readiness = async () => (await fetch(`http://127.0.0.1:${notifier.port}/readyz`)).status;
    expect(await readiness()).toBe(200);

    proxy.cut();
    await until('not ready', async () => (await readiness()) === 503);
    const event = appointmentCreated({ email: 'ann@example.com', sms: '+15555550123' });
    await world.append(event);
    expect(world.mail.accepted).toHaveLength(0);

    proxy.restore();
    await world.finished(1);
    expect(await readiness()).toBe(200);
    expect(world.statuses(event, 'email')).toEqual(['queued 1', 'sending 1', 'sent 1']);
    expect(world.mail.accepted).toHaveLength(1);
  });
});
