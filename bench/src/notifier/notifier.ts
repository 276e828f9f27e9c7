/** How much more a notifier does that keeps order by key only, beside one that takes one message after the other. */

import type { Bench, How } from '../bench.ts';
import { type Line, medianOf, ratiosOf, short } from '../line.ts';
import { messageWith } from '../probed.ts';
import { createDatabase, startBroker, startDurablePostgres } from '../scene.ts';
import { type ServerUnderTest, startPeer } from '../server-under-test.ts';
import type { NotifierOrder, NotifierResult } from './notifier-server.ts';

/** One partition, a provider that takes 50 ms: 100 keys, 10,000 keys, and the same without a ledger. */
export const notifier: Bench = { name: 'notifier', run };

const orders = {
  serial: { events: 40 },
  '100 keys': { events: 3_000, keys: 100, slots: 2_000, ledger: 'postgres' },
  '10,000 keys': { events: 15_000, keys: 10_000, slots: 2_000, ledger: 'postgres' },
  'no ledger': { events: 15_000, keys: 10_000, slots: 2_000, ledger: 'none' },
} satisfies Record<string, { events: number } | NotifierOrder>;
type Name = keyof typeof orders;
const names = Object.keys(orders) as Name[];

interface Found {
  readonly rate: number;
  readonly cpuMicros: number;
}

async function run(how: How): Promise<readonly Line[]> {
  await using started = new AsyncDisposableStack();
  const postgres = started.use(await startDurablePostgres());
  const { brokers } = started.use(await startBroker(how.say));
  const environment = { DATABASE_URL: await createDatabase(postgres, 'ours'), KAFKA_BROKERS: brokers };
  const serial = started.use(await startPeer('serial notifier', 'bench/peers/serial-notifier-server.ts', environment));
  const ours = started.use(await startPeer('our notifier', 'bench/src/notifier/notifier-server.ts', environment));
  await work(ours, { ...orders['10,000 keys'], events: 2_000 });

  const found: Record<Name, Found[]> = { serial: [], '100 keys': [], '10,000 keys': [], 'no ledger': [] };
  for (let round = 0; round < how.rounds; round++) {
    for (const name of names) {
      const order = orders[name];
      const events = Math.max(20, Math.round(order.events * how.share));
      found[name].push(await work(name === 'serial' ? serial : ours, { ...order, events }));
    }
    how.say(`round ${round + 1}: ${names.map((name) => `${name} ${cell(found[name].slice(-1))}`).join('; ')}`);
  }
  const line = (name: Name, beside: Name, what: string, bar: number, note?: string): Line => ({
    what,
    ratios: ratiosOf(ratesOf(found[name]), ratesOf(found[beside])),
    bar: { kind: 'at least', value: bar },
    ours: cell(found[name]),
    beside: cell(found[beside]),
    ...(note === undefined ? {} : { note }),
  });
  return [
    line('100 keys', 'serial', '100 keys ÷ serial eachMessage, 50 ms provider, 1 partition', 80, NOTE),
    line('10,000 keys', 'serial', '10,000 keys ÷ serial, 2,000 hand-overs in progress', 1_000),
    line('10,000 keys', 'no ledger', 'the same with ledger ÷ without', 0.7),
  ];
}

const NOTE =
  'ours claims each delivery in the ledger before the send attempt, records its outcome, and reports SENDING and SENT with acks=all; serial does neither';

async function work(target: ServerUnderTest, order: object & { readonly events: number }): Promise<Found> {
  const done = target.process.next(messageWith<NotifierResult>('notifier'));
  target.process.send(order);
  const { seconds, cpuMicros } = await done;
  return { rate: order.events / seconds, cpuMicros: cpuMicros / order.events };
}

function ratesOf(found: readonly Found[]): number[] {
  return found.map(({ rate }) => rate);
}

function cell(found: readonly Found[]): string {
  return `${short(medianOf(ratesOf(found)))} events/s, ${short(medianOf(found.map(({ cpuMicros }) => cpuMicros)))} µs CPU`;
}
