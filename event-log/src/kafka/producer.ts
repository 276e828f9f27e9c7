/**
 * Promise: a batch that was acknowledged is in the log. Two faults of kafkajs 2.2.4 would break it:
 *
 * - After a rejection it reuses its sequence numbers, and the broker drops a different batch of the same size silently, as
 *   a duplicate; so a producer that had a send rejected is never used again.
 * - At a retry it leaves out every broker that has answered, also when a partition has moved there meanwhile, and
 *   resolves without having sent that part; so the partitions that were chosen are compared with those that answered.
 */
import type { ICustomPartitioner, Kafka, Message, Producer } from 'kafkajs';
import { EventLogError } from '../errors.ts';
import type { NewRecord } from '../event-log.ts';
import { partitionOf } from '../murmur2.ts';
import { waitAtMost, withTimeout } from '../timeouts.ts';
import { RETRY } from './kafkajs.ts';

/** How long disposing waits, in milliseconds: kafkajs closes a connection when its requests were answered, or timed out. */
const CLOSE_MS = 3_000;

/** Sends batches; the caller has one send in flight at most. */
export interface BatchSender extends AsyncDisposable {
  /** Resolves when all replicas in sync have every record. */
  send(records: readonly NewRecord[]): Promise<void>;
}

/** Creates a sender; it connects with the first send. A send rejects after `hangMs`. Both limits are in milliseconds. */
export function createBatchSender(kafka: Kafka, timeoutMs: number, hangMs: number): BatchSender {
  let current: Promise<Producer> | null = null;
  /** The partitions of the send in progress. */
  const chosen = new Set<string>();
  /** Chooses as kafkajs's default one, whose arithmetic took an eighth of a batch's CPU; our own records all have keys. */
  const createPartitioner: ICustomPartitioner = () => {
    return ({ topic, partitionMetadata, message }) => {
      const key = message.key ?? NO_KEY;
      if (!Buffer.isBuffer(key)) throw new Error(`the key of a record for ${topic} is not in bytes`);
      const partition = partitionOf(key, partitionMetadata.length);
      chosen.add(`${topic} ${partition}`);
      return partition;
    };
  };

  const connect = async () => {
    const producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner,
      retry: { ...RETRY, retries: 1 },
    });
    await producer.connect().catch(async (error: unknown) => {
      void producer.disconnect().catch(() => {});
      throw error;
    });
    return producer;
  };
  const drop = async () => {
    const dropped = current;
    current = null;
    await dropped?.then((producer) => producer.disconnect()).catch(() => {});
  };

  return {
    async send(records) {
      current ??= connect();
      try {
        const batch = { acks: -1, timeout: timeoutMs, topicMessages: byTopic(records) };
        chosen.clear();
        const sent = current.then((producer) => producer.sendBatch(batch));
        const answers = await withTimeout('a send to Kafka', hangMs, sent);
        for (const { topicName, partition } of answers) chosen.delete(`${topicName} ${partition}`);
        if (chosen.size > 0) throw notAcknowledged(chosen);
      } catch (error) {
        void drop(); // not awaited: a broker that does not answer would delay the next send
        throw error;
      }
    },
    [Symbol.asyncDispose]: () => waitAtMost(CLOSE_MS, drop()),
  };
}

/** Where a record without a key goes. */
const NO_KEY = Buffer.alloc(0);

function notAcknowledged(partitions: ReadonlySet<string>): EventLogError {
  return new EventLogError('UNREACHABLE', `Kafka did not acknowledge all of a batch: ${[...partitions].join(', ')}`);
}

function byTopic(records: readonly NewRecord[]): { topic: string; messages: Message[] }[] {
  return [...Map.groupBy(records, ({ topic }) => topic)].map(([topic, group]) => ({
    topic,
    messages: group.map(({ key, value, headers, noKey, noValue }) => ({
      key: noKey ? null : Buffer.from(key),
      value: noValue ? null : Buffer.from(value),
      ...(headers === undefined ? {} : { headers: { ...headers } }),
    })),
  }));
}
