/** What the relay and the event log's adapters move, beside bare kafkajs and beside each other. */
import type { Bench, How } from '../bench.ts';
import { atLeast, atMost, type Bar, compare, type Line } from '../line.ts';
import { openScene } from '../parts/scene.ts';
import { costCell, cpuOf, rateOf, tasksInRounds } from '../rounds.ts';

/** The relay beside bare kafkajs; the log in PostgreSQL beside the log in Kafka. */
export const log: Bench = { name: 'log', run };

const TASKS = {
  raw: 50_000,
  relay: 50_000,
  'kafka append': 20_000,
  'postgres append': 20_000,
  'kafka consume': 100_000,
  'postgres consume': 100_000,
};

async function run(how: How): Promise<readonly Line[]> {
  await using scene = await openScene();
  const { brokers } = await scene.broker(how.say);
  const environment = { DATABASE_URL: await scene.database(), KAFKA_BROKERS: brokers.join() };
  const peer = await scene.peer('log', 'src/log/log', environment);
  const bare = await scene.peer('bare kafkajs', 'src/log/bare-kafkajs', environment);
  const found = await tasksInRounds((name: keyof typeof TASKS) => (name === 'raw' ? bare : peer), TASKS, how);
  type Name = keyof typeof TASKS;
  const line = (what: string, ours: Name, beside: Name, bar: Bar, read: typeof rateOf, note?: string) =>
    compare(what, { ours: found[ours], beside: found[beside], read, cell: costCell, bar, note });
  const besideKafka = 'log in PostgreSQL ÷ in Kafka';
  return [
    line('relay ÷ bare kafkajs, batches of 500', 'relay', 'raw', atLeast(0.75), rateOf, RELAY),
    line('the same: CPU an event', 'relay', 'raw', atMost(1.4), cpuOf),
    line(`${besideKafka}: append, batches of 100`, 'postgres append', 'kafka append', atLeast(1.2), rateOf),
    line('the same: consume, positions committed', 'postgres consume', 'kafka consume', atLeast(0.9), rateOf, CONSUME),
  ];
}

const RELAY =
  'read from the outbox, appended with acks=all, deleted; 400 bytes an event; bare kafkajs has its events in memory';
const CONSUME =
  "the join of the group is in it, with Kafka's own delay (group.initial.rebalance.delay.ms, 0 on this broker)";
