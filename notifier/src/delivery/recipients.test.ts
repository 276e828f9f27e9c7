/** The events of other producers send no recipient more than the bound of a day. */
import { encode } from '@belltower/events';
import { describe, expect, it } from 'vitest';
import { quickPolicy } from '../../testing/config.ts';
import { appointmentCreated, retryOf, startWorld, until, type World } from '../../testing/world.ts';
import { openPostgresLedger } from '../ledger/postgres-ledger.ts';

const bounds = { smsCountries: undefined, messagesPerDay: 20 };
const everyKindOf = (n: number) => [`victim+${n}@Example.com`, 'Victim@example.com', 'victim@example.com'][n % 3] ?? '';

async function outcomes(
  world: World,
  events: readonly ReturnType<typeof appointmentCreated>[],
  channel: 'email' | 'sms',
) {
  await until('all finished', async () => (await world.unfinished()) === 0, 120_000);
  await world.caughtUp();
  const last = events.map((event) => world.statuses(event, channel).at(-1) ?? 'nothing');
  return Object.fromEntries(
    Map.groupBy(last, String)
      .entries()
      .map(([outcome, all]) => [outcome, all.length]),
  );
}

describe('another producer', () => {
  it('another producer has 20 of 200 mails sent to one recipient, by two notifiers, and after a restart', async () => {
    await using world = await startWorld({ partitions: 3 });
    const first = await world.startNotifier({ bounds });
    await world.startNotifier({ bounds });
    const events = Array.from({ length: 200 }, (_, n) => appointmentCreated({ email: everyKindOf(n) }));
    const bystander = appointmentCreated({ email: 'bystander@example.com' });
    await world.append(...events.slice(0, 100), bystander);
    expect(await outcomes(world, events.slice(0, 100), 'email')).toEqual({ 'sent 1': 20, 'failed 1 RATE_LIMITED': 80 });
    expect(world.statuses(bystander, 'email').at(-1)).toBe('sent 1');
    await first[Symbol.asyncDispose]();
    await world.startNotifier({ bounds });
    await world.append(...events.slice(100));
    expect(await outcomes(world, events.slice(100), 'email')).toEqual({ 'failed 1 RATE_LIMITED': 100 });
    expect(world.mail.accepted).toHaveLength(21);

    // what comes again is not counted again, nor sent
    await world.append(...events.slice(0, 50));
    await outcomes(world, events, 'email');
    expect(world.mail.accepted).toHaveLength(21);
  });

  it('another producer is bounded in SMS as well, and by country', async () => {
    await using world = await startWorld();
    const notifier = await world.startNotifier({ bounds: { smsCountries: ['AT', 'GB'], messagesPerDay: 3 } });
    const numbers = Array.from({ length: 5 }, () => '+447700900123');
    const events = [...numbers, '+19005550123', '+88213000000'].map((sms) => appointmentCreated({ sms }));
    await world.append(...events);
    const [british, others] = [events.slice(0, 5), events.slice(5)];
    const ends = await outcomes(world, british, 'sms');
    expect(ends['failed 1 RATE_LIMITED']).toBe(2);
    expect(await outcomes(world, others, 'sms')).toEqual({ 'failed 1 REJECTED': 2 });
    const metrics = await (await fetch(`http://127.0.0.1:${notifier.port}/metrics`)).text();
    expect(metrics).toContain('notifier_deliveries_refused_total{limit="sms"} 2');
    expect(metrics).toContain('notifier_deliveries_refused_total{limit="country"} 2');
    expect(metrics).toContain('notifier_deliveries_refused_total{limit="email"} 0');
  });

  it('another producer does not use up what our own server may send, which is not counted here, nor what staff retry', async () => {
    await using world = await startWorld();
    await world.startNotifier({ bounds: { ...bounds, messagesPerDay: 1 } });
    const ours = Array.from({ length: 5 }, () => appointmentCreated({ email: 'ann@example.com' }));
    await world.log.append(ours.map((event) => encode(event, 'belltower/server')));
    expect(await outcomes(world, ours, 'email')).toEqual({ 'sent 1': 5 });
    const [first, second] = [0, 1].map(() => appointmentCreated({ email: 'ann@example.com' }));
    if (first === undefined || second === undefined) throw new Error('two events were expected');
    await world.append(first);
    expect(await outcomes(world, [first], 'email')).toEqual({ 'sent 1': 1 });
    await world.append(second);
    expect(await outcomes(world, [second], 'email')).toEqual({ 'failed 1 RATE_LIMITED': 1 });
    await world.append(retryOf(second, 1));
    await until('sent after all', () => world.statuses(second, 'email').at(-1) === 'sent 2');
  });
});

describe('the ledger', () => {
  it('the ledger counts a delivery once, exactly, and lets others through when the day is over', async () => {
    await using world = await startWorld();
    const options = { url: world.database.url, lease: quickPolicy.lease, retentionDays: 90, bodyRetentionDays: 30 };
    await using one = await openPostgresLedger(options);
    await using two = await openPostgresLedger(options);
    const ids = Array.from({ length: 50 }, () => crypto.randomUUID());
    const key = crypto.randomUUID();
    const count = (ledger: typeof one, deliveryId: string, most = 7) =>
      ledger.countRecipient({ key, deliveryId, most, seconds: 3_600 });
    const counted = await Promise.all(ids.map((id, n) => count(n % 2 === 0 ? one : two, id)));
    expect(counted.filter((has) => has)).toHaveLength(7);
    expect(await Promise.all(ids.map((id) => count(two, id)))).toEqual(counted);
    expect(await one.countRecipient({ key: crypto.randomUUID(), deliveryId: ids[0] ?? '', most: 1, seconds: 60 })).toBe(
      true,
    );
    await world.database.query(
      `update notifier.recipient_use set uses = (select jsonb_object_agg(key, value::float8 - 3601) from jsonb_each(uses))`,
    );
    expect(await count(one, crypto.randomUUID())).toBe(true);
    const [row] = await world.database.query<{ uses: object }>(
      'select uses from notifier.recipient_use where key = $1',
      [key],
    );
    expect(Object.keys(row?.uses ?? {})).toHaveLength(1);
  });
});
