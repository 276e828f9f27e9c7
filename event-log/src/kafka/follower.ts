/**
 * Reads a whole topic from positions of the caller's. kafkajs has no reader without a group, so each consumer has a
 * group of its own that commits nothing. Promise: batches of a partition follow each other without a gap and without
 * a repeat, from the position that was asked for last; a batch that begins elsewhere is discarded.
 */
import { randomUUID } from 'node:crypto';
import type { Consumer } from 'kafkajs';
import { createBackoff } from '../backoff.ts';
import { createBroadcast } from '../wake-signal.ts';
import type { FollowedBatch, FollowOptions, LogNotice, Reader } from '../event-log.ts';
import { decideReadingPlace } from '../reading-place.ts';
import { createRefusals } from '../refusals.ts';
import { within } from '../timeouts.ts';
import { type Assignment, heartbeatMs, keepConsuming } from './consumer-loop.ts';
import { toEventLogError } from './errors.ts';
import type { ReaderContext } from './group-reader.ts';
import type { EachBatch } from './patch-kafkajs.ts';
import { toLogRecord } from './record.ts';
import { watchForStall } from './stall.ts';
import { readPositions } from './topics.ts';

/** How long disposing waits for the batches in hand. */
const DRAIN_MS = 5_000;

interface Place {
  next: number;
  /** The batch that the caller handles now; it settles the place before it settles itself. */
  inHand: Promise<void> | null;
  /** The position from which a batch was asked for again, because it did not begin there. */
  sought: number | null;
  /** Where a batch cannot be decoded: it is known why nothing is read there. */
  blockedAt: number | null;
}

/** Starts a follower. Its groups are named `<prefix>-<random>`, and removed when it leaves them. */
export function startFollower(context: ReaderContext, prefix: string, options: FollowOptions): Reader {
  const { topic } = options;
  const notice = (told: LogNotice) => options.onNotice?.(told);
  const stopping = new AbortController();
  const { signal } = stopping;
  const bell = createBroadcast();
  const groups: string[] = [];
  const batches = new Set<Promise<void>>();
  const beatMs = heartbeatMs(context.sessionMs) / 2;
  const refusals = createRefusals(notice, topic);
  let places = new Map<number, Place>();
  /** Where each partition stood when it was placed last, kept over an interruption. */
  let lastPlaces = places;
  let read = 0;
  /** The caller is asked where to resume, or would not say: nothing can be read until it does. */
  let asking = false;
  let again = () => {};
  let seek = (_partition: number, _position: number) => {};
  let epoch = 0;
  let connected = false;

  const placeAt = (partition: number, wanted: number | null, log: { readonly start: number; readonly end: number }) => {
    const place = decideReadingPlace(wanted, log);
    if (place.kind !== 'continues') notice({ kind: 'lost', topic, partition, from: place.wanted, to: place.from });
    return place.from;
  };

  /** Asks where to resume, and lets the partitions be read from there. Until then they are paused. */
  const resume = async (consumer: Consumer, partitions: readonly number[], generation: number) => {
    const backoff = createBackoff(signal);
    let told = false;
    while (generation === epoch && !signal.aborted) {
      try {
        asking = false;
        await Promise.all(batches); // what is in hand moves the caller's positions
        const positions = await context.admin.ask((admin) => readPositions(admin, topic));
        asking = true;
        const wanted = await options.resumeAt(positions).catch((error: unknown) => {
          refusals.refused(null, null, error);
          return null;
        });
        if (wanted === null) {
          await backoff.wait();
          continue;
        }
        asking = false;
        refusals.taken(null);
        if (generation !== epoch || signal.aborted) return;
        const found = new Map<number, Place>();
        for (const partition of partitions) {
          const log = positions.find((one) => one.partition === partition);
          if (log === undefined) continue;
          const next = placeAt(partition, wanted.get(partition) ?? null, log);
          found.set(partition, { next, inHand: null, sought: null, blockedAt: null });
          consumer.seek({ topic, partition, offset: String(next) });
        }
        places = found;
        lastPlaces = found;
        connected = true;
        consumer.resume([{ topic, partitions: [...partitions] }]);
        return;
      } catch (error) {
        if (!told) notice({ kind: 'interrupted', error: toEventLogError(error) });
        told = true;
        await backoff.wait();
      }
    }
  };

  /** Stops reading, and asks anew where to resume. */
  const askAnew = (consumer: Consumer, partitions: readonly number[]) => {
    epoch += 1;
    places = new Map();
    consumer.pause([{ topic, partitions: [...partitions] }]);
    bell.ring();
    void resume(consumer, partitions, epoch);
  };

  const onJoin = (consumer: Consumer, assignment: Assignment) => {
    const partitions = assignment.get(topic) ?? [];
    again = () => askAnew(consumer, partitions);
    seek = (partition, position) => consumer.seek({ topic, partition, offset: String(position) });
    again();
  };

  /** Waits until nothing of a partition is in the caller's hands, keeping the membership alive. */
  const free = async (place: Place, heartbeat: () => Promise<void>) => {
    while (place.inHand !== null) {
      await Promise.race([place.inHand, bell.wait(beatMs)]);
      if (place.inHand !== null) await heartbeat();
    }
  };

  /** Hands a batch over. Where reading goes on is settled with it, whatever becomes of the connection meanwhile. */
  const hand = (place: Place, batch: FollowedBatch) => {
    const handled = options.onBatch(batch).then(
      () => {
        place.next = Math.max(place.next, (batch.records.at(-1)?.position ?? -1) + 1);
        refusals.taken(batch.partition);
      },
      (error: unknown) => refusals.refused(batch.partition, batch.records[0]?.position ?? null, error),
    );
    const settled = handled.finally(() => {
      place.inHand = null;
      batches.delete(settled);
    });
    place.inHand = settled;
    batches.add(settled);
  };

  const eachBatch: EachBatch = async ({ batch, heartbeat, resolveOffset }) => {
    const { partition } = batch;
    const generation = epoch;
    const place = places.get(partition);
    const current = () => generation === epoch && !signal.aborted;
    if (place === undefined || !current()) return;
    await free(place, heartbeat);
    if (!current()) return;
    const end = Number(batch.highWatermark);
    if (end < place.next) return again(); // it is another log
    if (Number(batch.firstOffset() ?? place.next) > place.next && place.sought !== place.next) {
      // kafkajs skipped, or records are gone, or the log left positions out: which, is known after asking once more.
      const positions = await context.admin.ask((admin) => readPositions(admin, topic));
      const log = positions.find((one) => one.partition === partition);
      if (log !== undefined) place.next = placeAt(partition, place.next, log);
      place.sought = place.next;
      if (current()) seek(partition, place.next);
      return;
    }
    const backoff = createBackoff(signal, { longestMs: beatMs });
    for (;;) {
      const fresh = batch.messages.filter(({ offset }) => Number(offset) >= place.next);
      if (fresh.length === 0 || !current()) break;
      read += fresh.length;
      hand(place, { topic, partition, records: fresh.map((message) => toLogRecord(topic, partition, message)), end });
      await free(place, heartbeat);
      if (place.next > Number(fresh.at(-1)?.offset)) break;
      await backoff.wait();
      await heartbeat();
    }
    if (!current()) return;
    place.next = Math.max(place.next, Number(batch.lastOffset()) + 1);
    resolveOffset(batch.lastOffset());
    await heartbeat();
  };

  const consuming = keepConsuming({
    ...context,
    topics: [topic],
    groupId() {
      const group = `${prefix}-${randomUUID()}`;
      groups.push(group);
      return group;
    },
    eachBatch,
    onUndecodable(_topic, partition, found) {
      const place = places.get(partition);
      if (place !== undefined && !found.skipped) place.blockedAt = place.next;
      notice({ kind: 'undecodable', topic, partition, ...found });
    },
    onJoin,
    onInterrupted(error) {
      connected = false;
      epoch += 1;
      places = new Map();
      bell.ring();
      notice({ kind: 'interrupted', error });
    },
    async beforeStop(consumer) {
      consumer.pause([{ topic }]);
      await settled();
      connected = false;
    },
    signal,
  });

  const watching = watchForStall({
    ...context,
    group: null,
    topics: [topic],
    connected: () => connected,
    standings: () =>
      [...lastPlaces].map(([partition, { next, inHand, blockedAt }]) => ({
        topic,
        partition,
        next,
        room: inHand === null && blockedAt !== next,
      })),
    waiting: () => asking,
    read: () => read,
    onStall: (_topic, silentMs) => notice({ kind: 'stalled', topic, silentMs }),
    signal,
  });

  const settled = () => within(DRAIN_MS, Promise.all(batches));
  const removeGroups = () => context.admin.ask((admin) => admin.deleteGroups(groups)).catch(() => {});

  return {
    get connected() {
      return connected;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      bell.ring();
      await Promise.all([consuming, watching]);
      await settled();
      await removeGroups(); // those of consumers that failed are there still; Kafka forgets empty ones by itself
    },
  };
}
