/** The main job, on both event logs: booked, confirmed on both channels, and watched as it happens. */
import { startKafka } from '@belltower/dev/kafka';
import { until } from '@belltower/dev/until';
import { openEventLog } from '@belltower/event-log';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { appointmentInput, BOOK, book } from '../testbed/book.ts';
import { type Caller, callAs, statusesOf } from '../testbed/caller.ts';
import { foreignEvent } from '../testbed/foreign-event.ts';
import { metricOf } from '../testbed/metric-of.ts';
import { type System, startSystem } from '../testbed/system.ts';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

const logs = ['postgres', ...(inject('kafkaLacks') === null ? ['kafka'] : [])] as const;

describe.each(logs)('the main job on the %s log', (kind) => {
  let system: System;
  let brokers: readonly string[] | undefined;
  let customer: Caller;
  let staff: Caller;

  beforeAll(async () => {
    if (kind === 'kafka') brokers = stack.use(await startKafka()).brokers;
    system = stack.use(await startSystem(brokers === undefined ? {} : { kafkaBrokers: brokers }));
    customer = await callAs(system.server.url, 'anna', 'customer');
    staff = await callAs(system.server.url, 'desk', 'staff');
  });

  it('a subscriber gets QUEUED, SENDING and SENT for each channel, in order, once, and the messages arrive', async () => {
    const address = { email: `anna-${kind}@example.com`, phone: '+15555550123' };
    const booked = await book(customer, address);
    expect(booked.deliveries.map((delivery) => delivery.status)).toEqual(['QUEUED', 'QUEUED']);

    await using watch = customer.watch({ appointmentId: booked.id, after: booked.feedCursor });
    await until('the SMS is DELIVERED and the mail SENT', () => watch.changes.length >= 7);
    expect(statusesOf(watch.changes, 'EMAIL')).toEqual(['QUEUED', 'SENDING', 'SENT']);
    expect(statusesOf(watch.changes, 'SMS')).toEqual(['QUEUED', 'SENDING', 'SENT', 'DELIVERED']);
    expect(new Set(watch.changes.map((change) => change.cursor)).size).toBe(7);
    expect(watch.error()).toBeNull();

    const [mail, ...others] = await until('the mail is there', async () => {
      const mails = await system.mailsTo(address.email);
      return mails.length > 0 ? mails : null;
    });
    expect(others).toEqual([]);
    expect(mail?.text).toContain('Dental check-up');
    expect(system.smsTo(address.phone)).toHaveLength(1);
  });

  it('the event of a foreign producer is delivered, and only staff see its deliveries', async () => {
    const email = `foreign-${kind}@example.com`;
    const event = foreignEvent({ user_id: '9', email, phone_e164: '+15555550199' });
    const asWritten = { ...event, colour: 'red', appointment: { ...event.appointment, appointment_id: 4711 } };
    {
      await using log = await openEventLog(
        brokers === undefined ? { kind: 'postgres', url: system.database.url } : { kind: 'kafka', brokers },
      );
      await log.append([{ topic: 'appointments.created', key: '4711', value: JSON.stringify(asWritten) }]);
    }
    const ofForeign = `{ deliveries(filter: { appointmentId: "4711" }) { nodes { status appointmentId appointment { id } } } }`;
    interface Found {
      readonly deliveries: { readonly nodes: readonly { readonly status: string }[] };
    }
    const nodes = await until('both deliveries have been sent', async () => {
      const found = (await staff.data<Found>(ofForeign)).deliveries.nodes;
      return found.length === 2 && found.every(({ status }) => ['SENT', 'DELIVERED'].includes(status)) ? found : null;
    });
    expect(nodes[0]).toMatchObject({ appointmentId: '4711', appointment: null });
    expect((await customer.data<Found>(ofForeign)).deliveries.nodes).toEqual([]);
    expect(await system.mailsTo(email)).toHaveLength(1);
  });

  it('the server refuses bad input with every problem at once, and writes nothing', async () => {
    const count = async () => (await system.database.query('SELECT count(*) FROM server.appointment'))[0];
    const before = await count();
    const { errors } = await customer.query(BOOK, {
      input: appointmentInput({
        time: '2020-01-01T00:00:00Z',
        timeZone: 'Mars/Olympus',
        email: 'nobody',
        phone: undefined,
        title: 'x'.repeat(60_000),
      }),
    });
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.extensions?.issues?.map((issue) => issue.path.join('.')).sort()).toEqual([
      'input.email',
      'input.phone',
      'input.time',
      'input.timeZone',
      'input.title',
    ]);
    const noChannel = await customer.query(BOOK, { input: appointmentInput({ notify: {} }) });
    expect(noChannel.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    const notJson = await fetch(`${system.server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query": ',
    });
    expect(notJson.status).toBe(400);
    expect(await notJson.json()).toMatchObject({ errors: [{ extensions: { code: expect.any(String) } }] });
    expect(await count()).toEqual(before);
  });

  it('the server answers a repeated idempotency key with the first booking, and another input with CONFLICT', async () => {
    const input = appointmentInput({ idempotencyKey: 'once' });
    const [first, repeat] = await Promise.all([book(customer, input), book(customer, input)]);
    expect([repeat.id, repeat.feedCursor]).toEqual([first.id, first.feedCursor]);
    expect(repeat.deliveries.map(({ id }) => id)).toEqual(first.deliveries.map(({ id }) => id)); // a status may be another by then
    const other = await customer.query(BOOK, { input: { ...input, title: 'Another' } });
    expect(other.errors?.[0]?.extensions?.code).toBe('CONFLICT');
  });

  it('the metrics count what was done', async () => {
    const { server, notifier } = system;
    for (const channel of ['email', 'sms']) {
      expect(await metricOf(notifier, `notifier_sent_total{channel="${channel}",kind="confirmation"}`)).toBeGreaterThan(
        0,
      );
    }
    expect(await metricOf(notifier, 'notifier_consumed_total{topic="appointments.created"}')).toBeGreaterThan(0);
    expect(await metricOf(server, 'server_events_published_total')).toBeGreaterThan(0);
    expect(await metricOf(server, 'server_records_projected_total')).toBeGreaterThan(0);
  });

  it('each log line about an event has its id', () => {
    const lines = system.notifier
      .output()
      .split('\n')
      .filter((line) => line.includes('"delivery_id"'));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('event_id');
  });
});
