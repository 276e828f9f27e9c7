import type { Consumer, Kafka } from 'kafkajs';
import { createBackoff, pause } from '../backoff.ts';
import type { EventLogError } from '../errors.ts';
import { limited, within } from '../timeouts.ts';
import type { AdminClient } from './admin.ts';
import { toEventLogError } from './errors.ts';
import { RETRY } from './kafkajs.ts';
import type { EachBatch } from './patch-kafkajs.ts';
import { stopAtUndecodable, type UndecodableOptions } from './undecodable.ts';

/** What a member was assigned: partitions by topic. */
export type Assignment = ReadonlyMap<string, readonly number[]>;

/** How a consumer is kept running, and who is told what. */
export interface ConsumerLoopOptions extends UndecodableOptions {
  readonly kafka: Kafka;
  readonly admin: AdminClient;
  readonly topics: readonly string[];
  /** Asked for each consumer that is made. */
  groupId(): string;
  /** How long a silent member stays a member, in milliseconds. */
  readonly sessionMs: number;
  /** How long the way into the group may take, in milliseconds, before a new consumer tries it. */
  readonly hangMs: number;
  readonly eachBatch: EachBatch;
  /** The group was joined, perhaps again. Called before anything is read in the new generation. */
  onJoin(consumer: Consumer, assignment: Assignment): void;
  /** The consumer failed, or never came to run; told once, until it has joined again. */
  onInterrupted(error: EventLogError): void;
  /** Before the consumer leaves its group on purpose: the last chance to commit. */
  beforeStop(consumer: Consumer): Promise<void>;
  readonly signal: AbortSignal;
}

const TOPICS_MS = 500;
const STOP_MS = 3_000;

/**
 * Keeps a consumer running until the signal is aborted, for ever: kafkajs gives up after a while, so every consumer
 * that failed is replaced by a new one. It starts with those of the topics that exist, and anew when others are made.
 */
export async function keepConsuming(options: ConsumerLoopOptions): Promise<void> {
  const { signal } = options;
  const backoff = createBackoff(signal);
  let told = false;
  const existing = async () => {
    const known = new Set(await options.admin.ask((admin) => admin.listTopics()));
    return options.topics.filter((topic) => known.has(topic));
  };

  while (!signal.aborted) {
    try {
      const topics = await existing();
      if (topics.length === 0) {
        await pause(TOPICS_MS, signal);
        continue;
      }
      await consume(options, topics, existing, () => {
        told = false;
        backoff.reset();
      });
    } catch (error) {
      if (!signal.aborted && !told) options.onInterrupted(toEventLogError(error));
      told = true;
      await backoff.wait();
    }
  }
}

/** Runs one consumer, until the signal, until there are more topics to read, or until it fails, by rejecting. */
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
    await limited('connecting', hangMs, consumer.connect());
    await limited('subscribing', hangMs, consumer.subscribe({ topics: [...topics], fromBeginning: true }));
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
    await Promise.all([watching, crashed ? undefined : within(STOP_MS, consumer.disconnect())]);
  }
}

/** How often a member says that it lives. */
export function heartbeatMs(sessionMs: number): number {
  return Math.min(2_000, Math.floor(sessionMs / 5));
}

/** Ends the consumer when a topic that was missing is there. */
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
