import { createAppendQueue } from '../append-queue.ts';
import { EventLogError } from '../errors.ts';
import type { EventLog, Reader } from '../event-log.ts';
import { createAdminClient } from './admin.ts';
import { toEventLogError } from './errors.ts';
import { startFollower } from './follower.ts';
import { startGroupReader } from './group-reader.ts';
import { createKafka, type DebugLogger, type KafkaSasl } from './kafkajs.ts';
import { createBatchSender } from './producer.ts';
import type { ReaderContext } from './reader-context.ts';
import { createTopics, readPositions, requireTopic } from './topics.ts';
import type { Place } from './undecodable.ts';

/** How to open the event log that is kept in Apache Kafka. */
export interface KafkaEventLogOptions {
  /** `host:port` of some of the brokers. */
  readonly brokers: readonly string[];
  /** @default false */
  readonly ssl?: boolean;
  /** @default null: none is needed */
  readonly sasl?: KafkaSasl | null;
  /** Shown in the brokers' logs. @default 'event-log' */
  readonly clientId?: string;
  /** The prefix of the groups that followers create and remove. @default 'server-feed' */
  readonly followerGroups?: string;
  /** How long one answer may take, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number;
  /** After how long a silent member loses its partitions, in milliseconds. @default 10_000 */
  readonly sessionMs?: number;
  /** For how long a reader that could read may read nothing before the notice `stalled`, in milliseconds. @default 60_000 */
  readonly stallMs?: number;
  /** Batches to be skipped when they cannot be decoded, each by a position in it. @default [] */
  readonly skip?: readonly Place[];
  /** Takes what the client library logs; noise, unless a fault is searched for. @default null */
  readonly logger?: DebugLogger | null;
}

/** kafkajs retries by itself: after the time for so many answers, none comes any more. */
const HANG_ANSWERS = 6;

/**
 * Opens the event log in Kafka. Returns at once, also while no broker can be reached: readers reconnect, and every call
 * tries to connect. Topics are never created by using them.
 */
export function openKafkaEventLog(options: KafkaEventLogOptions): EventLog {
  const { timeoutMs = 10_000, sessionMs = 10_000, stallMs = 60_000, followerGroups = 'server-feed' } = options;
  const kafka = createKafka({
    clientId: options.clientId ?? 'event-log',
    brokers: options.brokers,
    ssl: options.ssl ?? false,
    sasl: options.sasl ?? null,
    timeoutMs,
    logger: options.logger ?? null,
  });
  const hangMs = HANG_ANSWERS * timeoutMs;
  const admin = createAdminClient(kafka, hangMs);
  const sender = createBatchSender(kafka, timeoutMs, hangMs);
  const topics = createTopicMemory((topic) => admin.request((client) => requireTopic(client, topic)));
  const queue = createAppendQueue({
    send: (records) =>
      sender.send(records).catch((error: unknown) => {
        const coded = toEventLogError(error);
        if (coded.code === 'UNKNOWN_TOPIC') topics.forget();
        throw coded;
      }),
  });
  const context: ReaderContext = { kafka, admin, sessionMs, stallMs, hangMs, skip: options.skip ?? [] };
  const readers = new Set<Reader>();
  let disposed: Promise<void> | null = null;

  const refuseWhenDisposed = () => {
    if (disposed !== null) throw new EventLogError('DISPOSED', 'the event log was disposed');
  };
  const track = (start: () => Reader): Reader => {
    refuseWhenDisposed();
    const reader = start();
    readers.add(reader);
    return reader;
  };

  return {
    async append(records) {
      await topics.require(new Set(records.map(({ topic }) => topic)));
      await queue.append(records);
    },
    subscribe: (subscription) => track(() => startGroupReader(context, subscription)),
    follow: (following) => track(() => startFollower(context, followerGroups, following)),
    async positions(topic, group) {
      refuseWhenDisposed();
      return admin.request((client) => readPositions(client, topic, group));
    },
    async createTopics(specs) {
      refuseWhenDisposed();
      return admin.request((client) => createTopics(client, specs));
    },
    [Symbol.asyncDispose]() {
      disposed ??= (async () => {
        // Readers first: what they drain may still append.
        await Promise.all([...readers].map((reader) => reader[Symbol.asyncDispose]()));
        await queue[Symbol.asyncDispose]();
        await Promise.all([sender[Symbol.asyncDispose](), admin[Symbol.asyncDispose]()]);
      })();
      return disposed;
    },
  };
}

/** Remembers which topics exist. Calls that wait for the same look-up continue in the order they came. */
function createTopicMemory(lookUp: (topic: string) => Promise<void>) {
  const known = new Set<string>();
  const lookups = new Map<string, Promise<void>>();
  return {
    /** Rejects when one of them does not exist. */
    async require(topics: Iterable<string>) {
      for (const topic of topics) {
        if (known.has(topic)) continue;
        const lookup = lookups.get(topic) ?? lookUp(topic).finally(() => lookups.delete(topic));
        lookups.set(topic, lookup);
        await lookup;
        known.add(topic);
      }
    },
    forget() {
      known.clear();
    },
  };
}
