/** How much more a notifier does that keeps order by key only, beside one that takes one message after the other. */
import type { Bench, How } from '../bench.ts';
import { atLeast, compare, type Line } from '../line.ts';
import { openScene } from '../parts/scene.ts';
import type { Cost } from '../parts/serve.ts';
import { costCell, inRounds, rateOf } from '../rounds.ts';
import type { NotifierOrder } from './notifier-server.ts';

/** One partition, a provider that takes 50 ms: 100 keys, 10,000 keys, and the same without a ledger. */
export const notifier: Bench = { name: 'notifier', run };

const orders = {
  '100 keys': { events: 3_000, keys: 100, slots: 2_000, ledger: 'postgres' },
  '10,000 keys': { events: 15_000, keys: 10_000, slots: 2_000, ledger: 'postgres' },
  'no ledger': { events: 15_000, keys: 10_000, slots: 2_000, ledger: 'none' },
} satisfies Record<string, NotifierOrder>;
const names = ['serial', '100 keys', '10,000 keys', 'no ledger'] as const;

async function run(how: How): Promise<readonly Line[]> {
  await using scene = await openScene();
  const { brokers } = await scene.broker(how.say);
  const environment = { DATABASE_URL: await scene.database(), KAFKA_BROKERS: brokers.join() };
  const serial = await scene.peer('serial notifier', 'peers/textbook-notifier', environment);
  const ours = await scene.peer('our notifier', 'src/notifier/notifier', environment);
  const work = (order: NotifierOrder) => ours.call<Cost>('work', order);
  await work({ ...orders['10,000 keys'], events: 2_000 }); // warms up

  type Name = (typeof names)[number];
  const once = (name: Name) =>
    name === 'serial'
      ? serial.call<Cost>('events', 40)
      : work({ ...orders[name], events: Math.round(orders[name].events * how.share) });
  const found = await inRounds(names, once, how);
  const line = (name: Name, beside: Name, what: string, bar: number, note?: string) =>
    compare(what, { ours: found[name], beside: found[beside], read: rateOf, cell: costCell, bar: atLeast(bar), note });
  return [
    line('100 keys', 'serial', '100 keys ÷ serial eachMessage, 50 ms provider, 1 partition', 80, NOTE),
    line('10,000 keys', 'serial', '10,000 keys ÷ serial, 2,000 sends in progress', 500),
    line('10,000 keys', 'no ledger', 'the same with ledger ÷ without', 0.8),
  ];
}

const NOTE =
  'events; ours claims each delivery in the ledger before the send attempt, records its outcome, and reports SENDING and SENT with acks=all; serial does neither';
