/** The event log's adapters and the relay: each does its work on request. */
import { randomUUID } from 'node:crypto';
import { createQuery } from '@belltower/dev/query';
import { type EventLog, openEventLog } from '@belltower/event-log';
import { pino } from 'pino';
import { openDatabase } from '../../../server/src/db/database.ts';
import { startRelay } from '../../../server/src/outbox/relay.ts';
import { tables } from '../../../server/src/tables.ts';
import { serve, timed } from '../parts/serve.ts';
import { HEADERS, VALUE } from './event.ts';

const { DATABASE_URL: url = '', KAFKA_BROKERS: brokers = '' } = process.env;
const logger = pino({ level: 'error' }, pino.destination(2));
const logs = {
  kafka: openEventLog({ kind: 'kafka', brokers: brokers.split(',') }),
  postgres: openEventLog({ kind: 'postgres', url }),
};
const db = openDatabase({ url, ...tables, connections: 4, statementTimeoutMs: 30_000, name: 'bench' }, logger);
await db.ready;
const query = createQuery(url);
const RELAYED = 'bench.relayed';
const shape = { partitions: 1, replicationFactor: 1, minInsyncReplicas: 1, retentionMs: 86_400_000 };
await logs.kafka.createTopics([{ ...shape, topic: RELAYED }]);

serve('', {
  /** As many entries as are asked for are in the outbox; timed is until it is empty. */
  relay: timed(async (events) => {
    await query(
      `insert into server.outbox (topic, key, value, headers, created_at)
       select '${RELAYED}', gen_random_uuid()::text, $1, $2, now() from generate_series(1, $3)`,
      [VALUE, JSON.stringify(HEADERS), events],
    );
    return async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      let left = events;
      const onPublished = (records: number) => {
        left -= records;
        if (left <= 0) resolve();
      };
      const options = { databaseUrl: url, statementTimeoutMs: 30_000, ready: db.ready, log: logger, onPublished };
      await using _relay = startRelay({ ...options, eventLog: logs.kafka });
      await promise;
    };
  }),
  'kafka append': timed((events) => append(logs.kafka, events)),
  'postgres append': timed((events) => append(logs.postgres, events)),
  'kafka consume': timed((events) => consume(logs.kafka, events)),
  'postgres consume': timed((events) => consume(logs.postgres, events)),
});

const appendTopics = new Map<EventLog, string>();

/** Batches of 100, one in flight. */
async function append(log: EventLog, events: number): Promise<() => Promise<void>> {
  const topic = appendTopics.get(log) ?? (await makeTopic(log));
  appendTopics.set(log, topic);
  return () => appendAll(log, topic, events, 100);
}

/** Everything in a topic, by a group that commits as it goes. */
async function consume(log: EventLog, events: number): Promise<() => Promise<void>> {
  const topic = await makeTopic(log);
  await appendAll(log, topic, events, 500);
  return async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let left = events;
    await using _reader = log.subscribe({
      group: `bench ${topic}`,
      topics: [topic],
      async take(records) {
        for (const record of records) record.finish();
        left -= records.length;
        if (left <= 0) resolve();
      },
    });
    await promise;
  };
}

async function makeTopic(log: EventLog): Promise<string> {
  const topic = `bench.${randomUUID()}`;
  await log.createTopics([{ ...shape, topic }]);
  return topic;
}

async function appendAll(log: EventLog, topic: string, events: number, batch: number): Promise<void> {
  const records = Array.from({ length: batch }, () => ({ topic, key: randomUUID(), value: VALUE, headers: HEADERS }));
  for (let sent = 0; sent < events; sent += batch) await log.append(records.slice(0, Math.min(batch, events - sent)));
}
