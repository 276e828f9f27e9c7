/**
 * Promise: a record is committed only when it and everything below it is finished, for partitions that are ours, and
 * never a lower position than before. A crash, a cut connection or a rebalance replays what was not committed, and
 * skips nothing.
 */
import type { Consumer, Kafka } from 'kafkajs';
import { createBackoff, pause } from '../backoff.ts';
import { createBroadcast } from '../wake-signal.ts';
import { drainWithin } from '../drain.ts';
import type { LogNotice, Reader, SubscribeOptions } from '../event-log.ts';
import { createGroupPartition, type GroupPartition } from '../group-partition.ts';
import { createHeldBytes } from '../unfinished-bytes.ts';
import { limited } from '../timeouts.ts';
import type { AdminClient } from './admin.ts';
import { type Assignment, keepConsuming } from './consumer-loop.ts';
import { toEventLogError } from './errors.ts';
import { createFetched, type Fetched } from './fetched.ts';
import type { EachBatch } from './patch-kafkajs.ts';
import { toLogRecord } from './record.ts';
import { watchForStall } from './stall.ts';
import { readPositions } from './topics.ts';
import type { Place } from './undecodable.ts';

/** What a reader needs of the log it belongs to. */
export interface ReaderContext {
  readonly kafka: Kafka;
  readonly admin: AdminClient;
  readonly sessionMs: number;
  /** For how long a reader that could read may not, before the alarm, in milliseconds. */
  readonly stallMs: number;
  /** How long anything is waited for, in milliseconds, before kafkajs is taken to have forgotten it. */
  readonly hangMs: number;
  /** Batches that are passed by when they cannot be decoded, each by a position in it. */
  readonly skip: readonly Place[];
}

const COMMIT_MS = 200;
const CHUNK_RECORDS = 500;
/** What one answer holds of a partition at most. */
const ENOUGH_BYTES = 1 << 20;
/** How long the other partitions of an answer wait for one whose records may be taken soon. */
const PATIENCE_MS = 250;

/** A partition of the current assignment. */
interface Slot {
  readonly topic: string;
  readonly partition: number;
  state: GroupPartition;
  /** Where it stands in the group and in the log is known: it may be read and committed. */
  prepared: boolean;
  /** Counts how often it was placed anew: a batch that was fetched before that must not be used. */
  version: number;
  /** Records were given away, and there is no room for more yet. */
  taking: boolean;
  /** What was fetched of it and waits to be taken. */
  readonly fetched: Fetched;
  /** Nothing is fetched of it, because enough waits. */
  isPaused: boolean;
  /** The position from which a batch was asked for again, because it did not begin there. */
  sought: number | null;
  /** Where a batch cannot be decoded: it is known why nothing is read there. */
  blockedAt: number | null;
}

/** Starts a member of a group. */
export function startGroupReader(context: ReaderContext, options: SubscribeOptions): Reader {
  const { group, topics, drainMs = 5_000, maxSpan = 200_000, maxBytes = 256 << 20 } = options;
  const notice = (told: LogNotice) => options.onNotice?.(told);
  const stopping = new AbortController();
  const { signal } = stopping;
  const slots = new Map<string, Slot>();
  let consumer: Consumer | null = null;
  let connected = false;
  let epoch = 0;
  let leaving: Promise<void> | null = null;
  let read = 0;
  let pumping = false;
  /** Rung when there may be room, or when waiting is over. */
  const bell = createBroadcast();

  const held = createHeldBytes({
    limit: maxBytes,
    beside: () => [...slots.values()].reduce((sum, { fetched }) => sum + fetched.bytes, 0),
    onRoom: () => wake(),
  });
  /** While so much of a partition waits to be taken, nothing is fetched of it: all of them together a part of the limit. */
  const enough = () => Math.min(ENOUGH_BYTES, maxBytes / 8 / slots.size);

  const newState = (topic: string, partition: number) =>
    createGroupPartition({ topic, partition, maxSpan, held, notice, onRoom: () => wake() });

  const commit = async () => {
    const due = [...slots.values()].flatMap(({ prepared, topic, partition, state }) => {
      const { position } = state.watermark;
      // also where it begins: a position that the log once knew, and knows no more, tells that it is another log
      return prepared && position > (state.committed ?? -1) ? [{ topic, partition, state, position }] : [];
    });
    if (due.length === 0 || consumer === null || !connected) return;
    const offsets = due.map(({ topic, partition, position }) => ({ topic, partition, offset: String(position) }));
    await limited('a commit', context.hangMs, consumer.commitOffsets(offsets));
    for (const { state, position } of due) state.committed = Math.max(state.committed ?? 0, position);
  };

  /** Finishes the work at hand and commits it, once per generation: what is committed now is not done twice. */
  const leave = (limitMs: number) => {
    leaving ??= (async () => {
      await drainWithin(limitMs, options);
      await commit().catch(() => {});
    })();
    return leaving;
  };

  /** Learns where a partition stands, and lets it be read from there. Until then it is paused. */
  const prepare = async (mine: Consumer, topic: string, partitions: readonly number[], generation: number) => {
    const backoff = createBackoff(signal, { longestMs: 1_000 });
    while (generation === epoch && !signal.aborted) {
      try {
        const positions = await context.admin.ask((admin) => readPositions(admin, topic, group));
        if (generation !== epoch) return;
        for (const partition of partitions) {
          const slot = slots.get(keyOf(topic, partition));
          const log = positions.find((one) => one.partition === partition);
          if (slot === undefined || log === undefined) continue;
          slot.fetched.clear(); // none of it was started: it is fetched again
          slot.isPaused = false;
          slot.state.takeUp(log);
          mine.seek({ topic, partition, offset: String(slot.state.watermark.next) });
          slot.prepared = true;
        }
        mine.resume([{ topic, partitions: [...partitions] }]);
        return;
      } catch {
        await backoff.wait(); // reading waits; whether the log can be reached is told by the consumer
      }
    }
  };

  const onJoin = (joined: Consumer, assignment: Assignment) => {
    epoch += 1;
    consumer = joined;
    connected = true;
    leaving = null;
    const assigned = new Set(
      [...assignment].flatMap(([topic, partitions]) => partitions.map((one) => keyOf(topic, one))),
    );
    for (const key of slots.keys()) if (!assigned.has(key)) slots.delete(key);
    for (const topic of topics) {
      const partitions = assignment.get(topic) ?? [];
      joined.pause([{ topic, partitions: [...partitions] }]);
      for (const partition of partitions) {
        const slot = slots.get(keyOf(topic, partition));
        if (slot !== undefined) slot.prepared = false;
        else slots.set(keyOf(topic, partition), newSlot(topic, partition, newState(topic, partition)));
      }
      if (partitions.length > 0) void prepare(joined, topic, partitions, epoch);
    }
    for (const topic of topics) notice({ kind: 'assigned', topic, partitions: assignment.get(topic) ?? [] });
    wake();
  };

  /** Stops reading a partition until it is known again where it stands. */
  const prepareAnew = (slot: Slot) => {
    slot.prepared = false;
    slot.version += 1;
    if (consumer === null || !connected) return;
    consumer.pause([{ topic: slot.topic, partitions: [slot.partition] }]);
    void prepare(consumer, slot.topic, [slot.partition], epoch);
  };

  const give = (slot: Slot, records: Parameters<SubscribeOptions['take']>[0]) => {
    slot.taking = true;
    options.take(records).then(
      () => {
        slot.taking = false;
        wake();
      },
      async (error: unknown) => {
        // It must not happen. What was given may never be finished, so it is read again from the last commit.
        notice({ kind: 'interrupted', error: toEventLogError(error) });
        await pause(1_000, signal);
        slot.state.abandon();
        slot.state = newState(slot.topic, slot.partition);
        slot.taking = false;
        if (slots.get(keyOf(slot.topic, slot.partition)) === slot) prepareAnew(slot);
        wake();
      },
    );
  };

  /** Gives away what was fetched, as far as there is room, and has more fetched in time. */
  const pump = (slot: Slot) => {
    const { fetched, state } = slot;
    while (isReading(slot) && !slot.taking && !fetched.isEmpty) {
      const room = state.room();
      if (room === 0) return;
      const chunk = fetched.take(Math.min(CHUNK_RECORDS, room));
      const started = state.start(chunk.map((message) => toLogRecord(slot.topic, slot.partition, message)));
      read += started.length;
      if (started.length > 0) give(slot, started);
    }
    if (!isReading(slot)) return;
    if (fetched.isEmpty && fetched.end !== null) state.watermark.passTo(fetched.end);
    if (slot.isPaused && fetched.bytes <= enough()) resume(slot);
  };

  const isReading = (slot: Slot) => {
    const isMine = slots.get(keyOf(slot.topic, slot.partition)) === slot;
    return isMine && connected && slot.prepared && leaving === null && !signal.aborted;
  };

  const resume = (slot: Slot) => {
    slot.isPaused = false;
    consumer?.resume([{ topic: slot.topic, partitions: [slot.partition] }]);
  };

  /** There may be room, or waiting is over. */
  const wake = () => {
    if (pumping) return;
    pumping = true;
    queueMicrotask(() => {
      pumping = false;
      for (const slot of slots.values()) pump(slot);
      bell.ring();
    });
  };

  const eachBatch: EachBatch = async ({ batch, heartbeat, resolveOffset, pause }) => {
    const generation = epoch;
    const slot = slots.get(keyOf(batch.topic, batch.partition));
    if (slot === undefined) return;
    const { version } = slot;
    const current = () =>
      generation === epoch && leaving === null && !signal.aborted && slot.prepared && slot.version === version;
    if (!current()) return;
    const wanted = slot.fetched.end ?? slot.state.watermark.next;
    if (Number(batch.highWatermark) < wanted) return prepareAnew(slot); // it is another log
    const first = Number(batch.firstOffset() ?? wanted);
    if (first > wanted && slot.sought !== wanted) {
      // kafkajs skipped, or records are gone, or the log left positions out: which, is known after asking once more.
      prepareAnew(slot);
      slot.sought = wanted;
      return;
    }
    slot.fetched.push(batch.messages, Number(batch.lastOffset()) + 1);
    resolveOffset(batch.lastOffset());
    pump(slot);
    // What is taken soon need not be paused for. What is not must not hold up the other partitions of this answer.
    const since = performance.now();
    while (current() && slot.fetched.bytes > enough() && performance.now() - since < PATIENCE_MS) {
      await bell.wait(PATIENCE_MS);
    }
    if (current() && slot.fetched.bytes > enough()) {
      slot.isPaused = true;
      pause();
    }
    await heartbeat();
  };
  // Nothing is heard of us meanwhile: it must be over before we count as dead.
  eachBatch.beforeRejoin = () => leave(Math.min(drainMs, context.sessionMs / 2));

  const commitOnTick = async () => {
    while (!signal.aborted) {
      await pause(COMMIT_MS, signal);
      // A value that could not be committed is not tried again: the next tick computes its own.
      if (!signal.aborted && leaving === null) await commit().catch(() => {});
    }
  };

  const standings = () => {
    return [...slots.values()].map(({ topic, partition, taking, state, blockedAt }) => ({
      topic,
      partition,
      next: state.watermark.next,
      room: !taking && state.hasRoom && blockedAt !== state.watermark.next,
    }));
  };

  const consuming = keepConsuming({
    ...context,
    topics,
    groupId: () => group,
    eachBatch,
    onUndecodable(topic, partition, found) {
      const slot = slots.get(keyOf(topic, partition));
      if (slot !== undefined && !found.skipped) slot.blockedAt = slot.fetched.end ?? slot.state.watermark.next;
      notice({ kind: 'undecodable', topic, partition, ...found });
    },
    onJoin,
    onInterrupted(error) {
      connected = false;
      epoch += 1;
      wake();
      notice({ kind: 'interrupted', error });
    },
    async beforeStop(leaver) {
      // Paused, it goes on saying that it lives.
      for (const { topic, partition } of slots.values()) leaver.pause([{ topic, partitions: [partition] }]);
      await leave(drainMs);
      connected = false;
    },
    signal,
  });
  const watching = watchForStall({
    ...context,
    group,
    topics,
    connected: () => connected,
    standings,
    read: () => read,
    onStall: (topic, silentMs) => notice({ kind: 'stalled', topic, silentMs }),
    signal,
  });
  const done = Promise.all([consuming, commitOnTick(), watching]);

  return {
    get connected() {
      return connected;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      wake();
      await done;
      await leave(drainMs); // once: does nothing when it was done before the group was left
    },
  };
}

function keyOf(topic: string, partition: number): string {
  return `${partition} ${topic}`;
}

function newSlot(topic: string, partition: number, state: GroupPartition): Slot {
  return {
    topic,
    partition,
    state,
    prepared: false,
    version: 0,
    taking: false,
    sought: null,
    blockedAt: null,
    fetched: createFetched(),
    isPaused: false,
  };
}
