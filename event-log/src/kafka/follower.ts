/**
 * Reads a whole topic from positions that the caller keeps. kafkajs has no reader without a group, so each consumer has
 * a group of its own that commits nothing. Promise: batches of a partition follow each other without a gap and without
 * a repeat, from the position that the caller wanted last; a batch that begins elsewhere is discarded.
 */
import { randomUUID } from 'node:crypto';
import type { Consumer } from 'kafkajs';
import { createBackoff } from '../backoff.ts';
import type { FollowOptions, LogNotice, PartitionPositions, Reader } from '../event-log.ts';
import { createFollowCallbacks } from '../follow-callbacks.ts';
import { createInterruptions } from '../interruptions.ts';
import { decideReadingPlace, reportLost } from '../reading-place.ts';
import { waitAtMost } from '../timeouts.ts';
import { createWakeSignal } from '../wake-signal.ts';
import { heartbeatMs, keepConsuming } from './consumer-loop.ts';
import { toEventLogError } from './errors.ts';
import { createFollowerBatches, type Following } from './follower-batches.ts';
import { createPlaces, readingStates } from './follower-places.ts';
import type { ReaderContext } from './reader-context.ts';
import { watchForStall } from './stall.ts';
import { readPositions } from './topics.ts';

/** How long disposing waits for the batches in progress. */
const DRAIN_MS = 5_000;
/** How long it waits for its groups to be removed. */
const REMOVAL_MS = 3_000;

/** Starts a follower. Its groups are named `<prefix>-<random>`, and removed when it leaves them. */
export function startFollower(context: ReaderContext, prefix: string, options: FollowOptions): Reader {
  const { topic } = options;
  const notify = (notice: LogNotice) => options.onNotice?.(notice);
  const stopping = new AbortController();
  const { signal } = stopping;
  const wakeSignal = createWakeSignal();
  const callbacks = createFollowCallbacks(options, notify);
  const groups: string[] = [];
  const following: Following = { generation: 0, places: new Map(), read: 0, batches: new Set() };
  /** The places of the last generation that was read, kept over an interruption. */
  let lastPlaces = following.places;
  let resumeAgain = () => {};
  let seek = (_partition: number, _position: number) => {};
  let connected = false;

  const positions = () => context.admin.request((admin) => readPositions(admin, topic));
  const startAt = (log: PartitionPositions, wanted: number | null) =>
    reportLost(decideReadingPlace(wanted, log), { topic, partition: log.partition }, notify).from;

  const endGeneration = () => {
    following.generation += 1;
    following.places = new Map();
    wakeSignal.wake();
  };

  /** Has the caller say where to resume, and lets the partitions be read from there. Until then they are paused. */
  const resume = async (consumer: Consumer, partitions: readonly number[]) => {
    const { generation } = following;
    const isCurrent = () => generation === following.generation && !signal.aborted;
    const backoff = createBackoff(signal);
    const interruptions = createInterruptions((error) =>
      notify({ kind: 'interrupted', error: toEventLogError(error) }),
    );
    for (; isCurrent(); await backoff.wait()) {
      try {
        callbacks.startAttempt();
        await Promise.all(following.batches); // they move the caller's positions
        const found = await positions();
        const wanted = await callbacks.resumeAt(found);
        if (wanted === null) continue;
        if (!isCurrent()) return;
        const places = createPlaces(partitions, found, (log) => startAt(log, wanted.get(log.partition) ?? null));
        for (const [partition, { next }] of places) consumer.seek({ topic, partition, offset: String(next) });
        following.places = places;
        lastPlaces = places;
        connected = true;
        consumer.resume([{ topic, partitions: [...partitions] }]);
        return;
      } catch (error) {
        interruptions.failed(error);
      }
    }
  };

  const settleBatches = () => waitAtMost(DRAIN_MS, Promise.all(following.batches));
  const beatMs = heartbeatMs(context.sessionMs) / 2;
  const consuming = keepConsuming({
    ...context,
    topics: [topic],
    groupId() {
      const group = `${prefix}-${randomUUID()}`;
      groups.push(group);
      return group;
    },
    eachBatch: createFollowerBatches({
      following,
      callbacks,
      wakeSignal,
      heartbeatMs: beatMs,
      positions,
      startAt,
      seek: (partition, position) => seek(partition, position),
      resumeAgain: () => resumeAgain(),
      signal,
    }),
    onUndecodable(_topic, partition, found) {
      const place = following.places.get(partition);
      if (place !== undefined && !found.skipped) place.blockedAt = place.next;
      notify({ kind: 'undecodable', topic, partition, ...found });
    },
    onJoin(consumer, assignment) {
      const partitions = assignment.get(topic) ?? [];
      seek = (partition, position) => consumer.seek({ topic, partition, offset: String(position) });
      resumeAgain = () => {
        endGeneration();
        consumer.pause([{ topic, partitions: [...partitions] }]);
        void resume(consumer, partitions);
      };
      resumeAgain();
    },
    onInterrupted(error) {
      connected = false;
      endGeneration();
      notify({ kind: 'interrupted', error });
    },
    async beforeStop(consumer) {
      consumer.pause([{ topic }]);
      await settleBatches();
      connected = false;
    },
    signal,
  });

  const watching = watchForStall({
    ...context,
    group: null,
    topics: [topic],
    connected: () => connected,
    states: () => readingStates(topic, lastPlaces),
    waiting: () => callbacks.isWaiting,
    read: () => following.read,
    onStall: (_topic, silentMs) => notify({ kind: 'stalled', topic, silentMs }),
    signal,
  });

  return {
    get connected() {
      return connected;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      wakeSignal.wake();
      await Promise.all([consuming, watching]);
      await settleBatches();
      // Groups of consumers that failed exist still; those that cannot be removed expire in Kafka.
      await waitAtMost(
        REMOVAL_MS,
        context.admin.request((admin) => admin.deleteGroups(groups)),
      );
    },
  };
}
