/** What the relay and the event log's adapters move, beside bare kafkajs and beside each other. */
import type { Bench, How } from '../bench.ts';
import { type Line, ratiosOf } from '../line.ts';
import { cellOf, cpuOf, inRounds, ratesOf } from '../rounds.ts';
import { createDatabase, startBroker, startDurablePostgres } from '../scene.ts';
import { startTasks } from '../tasks.ts';

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
  await using started = new AsyncDisposableStack();
  const postgres = started.use(await startDurablePostgres());
  const { brokers } = started.use(await startBroker(how.say));
  const environment = { DATABASE_URL: await createDatabase(postgres, 'ours'), KAFKA_BROKERS: brokers };
  const target = started.use(await startTasks('log', 'bench/src/log/log-server.ts', environment));
  const found = await inRounds(target, TASKS, how);
  type Name = keyof typeof TASKS;
  const line = (
    what: string,
    ours: Name,
    beside: Name,
    bar: Line['bar'],
    read: typeof ratesOf,
    note?: string,
  ): Line => ({
    what,
    ratios: ratiosOf(read(found[ours]), read(found[beside])),
    bar,
    ours: cellOf(found[ours]),
    beside: cellOf(found[beside]),
    ...(note === undefined ? {} : { note }),
  });
  return [
    line('relay ÷ bare kafkajs, batches of 500', 'relay', 'raw', { kind: 'at least', value: 0.5 }, ratesOf, RELAY),
    line('the same: CPU an event', 'relay', 'raw', { kind: 'at most', value: 1.6 }, cpuOf),
    line(
      'log in PostgreSQL ÷ in Kafka: append, batches of 100',
      'postgres append',
      'kafka append',
      { kind: 'at least', value: 0.8 },
      ratesOf,
    ),
    line(
      'the same: consume, positions committed',
      'postgres consume',
      'kafka consume',
      { kind: 'at least', value: 0.6 },
      ratesOf,
      CONSUME,
    ),
  ];
}

const RELAY =
  'read from the outbox, appended with acks=all, deleted; 400 bytes an event; bare kafkajs has its events in memory';
const CONSUME =
  "the join of the group is in it, with Kafka's own delay (group.initial.rebalance.delay.ms, 0 on this broker)";
