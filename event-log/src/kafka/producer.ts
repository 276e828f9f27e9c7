/**
 * Promise: a batch that was acknowledged is in the log. After a rejection kafkajs uses its sequence numbers again, and
 * the broker would take a different batch of the same size for a repeat and drop it in silence; so a producer that
 * had a send rejected is never used again.
 */
import kafkajs, { type Kafka, type Message, type Producer } from 'kafkajs';
import type { NewRecord } from '../event-log.ts';
import { limited } from '../within.ts';
import { RETRY } from './kafkajs.ts';

/** Sends batches; the caller has one send in flight at most. */
export interface BatchSender extends AsyncDisposable {
  /** Resolves when all replicas in sync have every record. */
  send(records: readonly NewRecord[]): Promise<void>;
}

/** Makes a sender; it connects with the first send. No send is waited for longer than `hangMs`. */
export function createBatchSender(kafka: Kafka, timeoutMs: number, hangMs: number): BatchSender {
  let current: Promise<Producer> | null = null;

  const connect = async () => {
    const producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
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
        const sent = current.then((producer) => producer.sendBatch(batch));
        await limited('a send to Kafka', hangMs, sent);
      } catch (error) {
        void drop(); // not waited for: a broker that is silent would hold up the next send
        throw error;
      }
    },
    [Symbol.asyncDispose]: drop,
  };
}

function byTopic(records: readonly NewRecord[]): { topic: string; messages: Message[] }[] {
  return [...Map.groupBy(records, ({ topic }) => topic)].map(([topic, group]) => ({
    topic,
    messages: group.map(({ key, value, headers }) => ({
      key: Buffer.from(key),
      value: Buffer.from(value),
      ...(headers === undefined ? {} : { headers: { ...headers } }),
    })),
  }));
}
