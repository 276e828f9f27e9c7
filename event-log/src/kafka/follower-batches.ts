import { createBackoff } from '../backoff.ts';
import type { FollowedBatch, PartitionPositions } from '../event-log.ts';
import type { FollowCallbacks } from '../follow-callbacks.ts';
import type { WakeSignal } from '../wake-signal.ts';
import type { Place } from './follower-places.ts';
import type { EachBatch } from './patch-kafkajs.ts';
import { toLogRecord } from './record.ts';

/** A follower's reading, as it is now. */
export interface Following {
  /** Counts the times that reading was placed again, and the failures: work of an older generation must not be used. */
  generation: number;
  /** By partition; empty while the caller is to say where to resume. */
  places: ReadonlyMap<number, Place>;
  /** How many records were read since the start. */
  read: number;
  /** The batches that the caller handles now. */
  readonly batches: Set<Promise<void>>;
}

/** What the handler needs. */
export interface FollowerBatchesOptions {
  readonly following: Following;
  readonly callbacks: FollowCallbacks;
  /** Woken when a generation ends. */
  readonly wakeSignal: WakeSignal;
  /** How often a heartbeat is sent while the caller handles a batch, in milliseconds. */
  readonly heartbeatMs: number;
  /** Requests the positions of the topic. */
  positions(): Promise<readonly PartitionPositions[]>;
  /** Where reading starts, `next` being wanted: reports what is missing before that. */
  startAt(log: PartitionPositions, next: number): number;
  seek(partition: number, position: number): void;
  /** Has the caller say again where to resume. */
  resumeAgain(): void;
  readonly signal: AbortSignal;
}

/**
 * Creates the handler of a follower's batches. It delivers a batch from the place's next position on, again until the
 * caller has handled it; a batch that begins later is fetched again, once, before its gap is believed.
 */
export function createFollowerBatches(options: FollowerBatchesOptions): EachBatch {
  const { following, callbacks, wakeSignal, heartbeatMs, signal } = options;

  /** Waits until the caller handles nothing of a partition, and sends heartbeats meanwhile. */
  const untilIdle = async (place: Place, heartbeat: () => Promise<void>) => {
    while (place.inProgress !== null) {
      await Promise.race([place.inProgress, wakeSignal.wait(heartbeatMs)]);
      if (place.inProgress !== null) await heartbeat();
    }
  };

  /** Delivers a batch. The place moves with it, whatever becomes of the connection meanwhile. */
  const deliver = (place: Place, batch: FollowedBatch) => {
    const settled = callbacks.deliver(batch).then((isHandled) => {
      if (isHandled) place.next = Math.max(place.next, batch.next);
      place.inProgress = null;
      following.batches.delete(settled);
    });
    place.inProgress = settled;
    following.batches.add(settled);
  };

  /** Moves a place past what is gone from the log, and fetches from there again. */
  const fetchAgain = async (place: Place, partition: number, isCurrent: () => boolean) => {
    const log = (await options.positions()).find((one) => one.partition === partition);
    if (log !== undefined) place.next = options.startAt(log, place.next);
    place.sought = place.next;
    if (isCurrent()) options.seek(partition, place.next);
  };

  return async ({ batch, heartbeat, resolveOffset }) => {
    const { topic, partition } = batch;
    const { generation } = following;
    const place = following.places.get(partition);
    const isCurrent = () => generation === following.generation && !signal.aborted;
    if (place === undefined || !isCurrent()) return;
    await untilIdle(place, heartbeat);
    if (!isCurrent()) return;
    const end = Number(batch.highWatermark);
    if (end < place.next) return options.resumeAgain(); // it is another log
    // kafkajs skipped, or records are gone, or the log left positions out: fetching again shows which.
    const isLater = Number(batch.firstOffset() ?? place.next) > place.next;
    if (isLater && place.sought !== place.next) return fetchAgain(place, partition, isCurrent);
    const backoff = createBackoff(signal, { longestMs: heartbeatMs });
    const next = Number(batch.lastOffset()) + 1;
    while (place.next < next && isCurrent()) {
      const fresh = batch.messages.filter(({ offset }) => Number(offset) >= place.next);
      following.read += Math.max(1, fresh.length); // what the log left out is read, too
      const records = fresh.map((message) => toLogRecord(topic, partition, message));
      deliver(place, { topic, partition, records, next, end });
      await untilIdle(place, heartbeat);
      if (place.next >= next) break;
      await backoff.wait();
      await heartbeat();
    }
    if (!isCurrent()) return;
    resolveOffset(batch.lastOffset());
    await heartbeat();
  };
}
