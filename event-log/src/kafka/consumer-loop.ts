import type { Consumer, Kafka } from 'kafkajs';
import { createBackoff, pause } from '../backoff.ts';
import type { EventLogError } from '../errors.ts';
import { createInterruptions } from '../interruptions.ts';
import { waitAtMost, withTimeout } from '../timeouts.ts';
import type { AdminClient } from './admin.ts';
import { toEventLogError } from './errors.ts';
import { RETRY } from './kafkajs.ts';
import type { EachBatch } from './patch-kafkajs.ts';
import { stopAtUndecodable, type UndecodableOptions } from './undecodable.ts';

/** What a member was assigned: partitions by topic. */
export type Assignment = ReadonlyMap<string, readonly number[]>;

/** How a consumer is kept running, and what is called when. */
export interface ConsumerLoopOptions extends UndecodableOptions {
  readonly kafka: Kafka;
  readonly admin: AdminClient;
  readonly topics: readonly string[];
  /** Called for each consumer that is created. */
  groupId(): string;
  /** How long a silent member stays a member, in milliseconds. */
  readonly sessionMs: number;
  /** How long joining the group may take, in milliseconds, before a new consumer is created. */
  readonly hangMs: number;
  readonly eachBatch: EachBatch;
  /** The group was joined, perhaps again. Called before anything is read in the new generation. */
  onJoin(consumer: Consumer, assignment: Assignment): void;
  /** The consumer failed, or could not start. Called once, until the group is joined again. */
  onInterrupted(error: EventLogError): void;
  /** Called before the consumer leaves its group in order: the last chance to commit. */
  beforeStop(consumer: Consumer): Promise<void>;
  readonly signal: AbortSignal;
}

const TOPICS_MS = 500;
const STOP_MS = 3_000;

/**
 * Keeps a consumer running until the signal is aborted. kafkajs gives up after a while, so every consumer that failed is
 * replaced by a new one. It starts with those of the topics that exist, and again when others are created.
 */
export async function keepConsuming(options: ConsumerLoopOptions): Promise<void> {
  const { signal } = options;
  const backoff = createBackoff(signal);
  const interruptions = createInterruptions((error) => options.onInterrupted(toEventLogError(error)));
  const existing = async () => {
    const known = new Set(await options.admin.request((admin) => admin.listTopics()));
    return options.topics.filter((topic) => known.has(topic));
  };

  while (!signal.aborted) {
    try {
      const topics = await existing();
      if (signal.aborted) return; // while the topics were listed: nobody would hear of it again
      if (topics.length === 0) {
        await pause(TOPICS_MS, signal);
        continue;
      }
      await consume(options, topics, existing, () => {
        interruptions.recovered();
        backoff.reset();
      });
    } catch (error) {
      if (!signal.aborted) interruptions.failed(error);
      await backoff.wait();
    }
  }
}

/** Runs one consumer until the signal is aborted or there are more topics to read. Rejects when the consumer fails. */
async function consume(
  options: ConsumerLoopOptions,
  topics: readonly string[],
  existing: () => Promise<readonly string[]>,
  onJoined: () => void,
): Promise<void> {
  const { signal, sessionMs, hangMs } = options;
  const consumer = options.kafka.consumer({
    groupId: options.groupId(),
    sessionTimeout: sessionMs,
    heartbeatInterval: heartbeatMs(sessionMs),
    maxWaitTimeInMs: 250,
    allowAutoTopicCreation: false,
    retry: { ...RETRY, restartOnFailure: async () => false },
  });
  const ended = Promise.withResolvers<void>();
  ended.promise.catch(() => {});
  let crashed = false;
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    crashed = true;
    ended.reject(payload.error);
  });
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    onJoined();
    options.onJoin(consumer, new Map(Object.entries(payload.memberAssignment)));
  });
  const stop = () => ended.resolve();
  signal.addEventListener('abort', stop, { once: true });
  const watching = topics.length < options.topics.length ? watchTopics(topics, existing, ended, signal) : undefined;

  try {
    await withTimeout('connecting', hangMs, consumer.connect());
    await withTimeout('subscribing', hangMs, consumer.subscribe({ topics: [...topics], fromBeginning: true }));
    consumer
      .run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: 32,
        eachBatch: stopAtUndecodable(options.eachBatch, options),
      })
      .catch(ended.reject);
    await ended.promise;
    await options.beforeStop(consumer);
  } finally {
    signal.removeEventListener('abort', stop);
    ended.resolve();
    await Promise.all([watching, crashed ? undefined : waitAtMost(STOP_MS, consumer.disconnect())]);
  }
}

/** How often a member sends a heartbeat. Both in milliseconds. */
export function heartbeatMs(sessionMs: number): number {
  return Math.min(2_000, Math.floor(sessionMs / 5));
}

/** Ends the consumer when a topic that was missing exists. */
async function watchTopics(
  topics: readonly string[],
  existing: () => Promise<readonly string[]>,
  ended: PromiseWithResolvers<void>,
  signal: AbortSignal,
): Promise<void> {
  let over = false;
  void ended.promise.then(
    () => {
      over = true;
    },
    () => {
      over = true;
    },
  );
  while (!over && !signal.aborted) {
    await Promise.race([pause(TOPICS_MS, signal), ended.promise.catch(() => {})]);
    const found = over ? topics : await existing().catch(() => topics);
    if (found.length > topics.length) ended.resolve();
  }
}
