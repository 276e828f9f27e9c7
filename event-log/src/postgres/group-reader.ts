/**
 * Promise: a record is committed only when it and everything below it is finished, by the session that owns its
 * partition. A crash, a cut connection or a hand-over replays what was not committed, and skips nothing.
 */
import { randomUUID } from 'node:crypto';
import { createBackoff, pause } from '../backoff.ts';
import { createDoorbell } from '../wake-signal.ts';
import { drainWithin } from '../drain.ts';
import { EventLogError } from '../errors.ts';
import type { LogNotice, LogRecord, PartitionPositions, Reader, SubscribeOptions } from '../event-log.ts';
import { createGroupPartition, type GroupPartition } from '../group-partition.ts';
import { createHeldBytes } from '../unfinished-bytes.ts';
import { watchForStall } from '../stall-watch.ts';
import { toEventLogError } from './errors.ts';
import { commitPositions, readPlace, setBack } from './group-position.ts';
import { createOwnership, type Ownership } from './ownership.ts';
import { missingIn, readPages } from './read.ts';
import type { Session } from './session.ts';
import { decideShare } from './share.ts';
import { type Partition, readPartitions } from './topics.ts';
import type { Wakeups } from './wakeup.ts';

/** What a reader needs of the log it belongs to. */
export interface ReaderContext {
  /** Opens a session of the reader's own, the schema being there. */
  openSession(name: string): Promise<Session>;
  readonly wakeups: Wakeups;
  /** How often a reader looks by itself, in milliseconds. */
  readonly pollMs: number;
  /** After how long a silent member of a group loses its partitions, in milliseconds. */
  readonly sessionMs: number;
  /** For how long a reader that could read may not, before the notice `stalled`, in milliseconds. */
  readonly stallMs: number;
  /** Asks past the reader where a topic stands. Rejects with an EventLogError. */
  positions(topic: string, group?: string): Promise<readonly PartitionPositions[]>;
}

const COMMIT_MS = 200;
const PAGE_RECORDS = 500;
/** Wake-ups that follow each other faster than this are gathered: many small reads cost more than they gain. */
const GATHER_MS = 2;
const FEW_RECORDS = 50;

/** A partition that this member holds, or held before its connection broke. */
interface Slot {
  readonly partition: Partition;
  readonly state: GroupPartition;
  /** Its records were given away, and there is no room for more yet. */
  taking: boolean;
}

/** Starts a member of a group. */
export function startGroupReader(context: ReaderContext, options: SubscribeOptions): Reader {
  const { group, topics, drainMs = 5_000, maxSpan = 200_000, maxBytes = 256 << 20 } = options;
  const notice = (told: LogNotice) => options.onNotice?.(told);
  const stopping = new AbortController();
  const bell = createDoorbell();
  const unlisten = context.wakeups.listen(topics, bell);
  const slots = new Map<number, Slot>();
  const owned = new Set<number>();
  /** Partitions to be read again from their last commit. */
  const again: Partition[] = [];
  const held = createHeldBytes({ limit: maxBytes, onRoom: bell.ring });
  let connected = false;
  let everRead = 0;

  const slotOf = (partition: Partition): Slot => {
    const known = slots.get(partition.id);
    if (known !== undefined) return known;
    const state = createGroupPartition({
      topic: partition.topic,
      partition: partition.number,
      maxSpan,
      held,
      notice,
      onRoom: bell.ring,
    });
    const slot = { partition, state, taking: false };
    slots.set(partition.id, slot);
    return slot;
  };

  const mine = () => [...owned].flatMap((id) => slots.get(id) ?? []);

  const beatMs = Math.min(2_000, context.sessionMs / 5);

  /** Drains, and says meanwhile that this session lives. */
  const drain = async (session: Session) => {
    const drained = new AbortController();
    const draining = drainWithin(drainMs, options).finally(() => drained.abort());
    while (!drained.signal.aborted) {
      await pause(beatMs, drained.signal);
      if (!drained.signal.aborted) await session.rows('SELECT 1');
    }
    await draining;
  };

  const tellAssigned = (topic: string) => {
    const partitions = mine().filter(({ partition }) => partition.topic === topic);
    notice({ kind: 'assigned', topic, partitions: partitions.map(({ partition }) => partition.number) });
  };

  const give = (slot: Slot, records: readonly LogRecord[]) => {
    const started = slot.state.start(records);
    if (started.length === 0) return;
    slot.taking = true;
    const settle = () => {
      slot.taking = false;
      bell.ring();
    };
    options.take(started).then(settle, async (error: unknown) => {
      // It must not happen. What was given may never be finished, so it is read again from the last commit.
      notice({ kind: 'interrupted', error: toEventLogError(error) });
      await pause(1_000, stopping.signal);
      slot.state.abandon();
      slots.delete(slot.partition.id);
      again.push(slot.partition);
      bell.ring();
    });
  };

  const commit = async (session: Session) => {
    const due = mine().flatMap(({ partition, state }) => {
      const { position } = state.watermark;
      return position > (state.committed ?? 0) ? [{ id: partition.id, state, position }] : [];
    });
    if (due.length === 0) return;
    await commitPositions(session.rows, group, due);
    for (const { state, position } of due) state.committed = position;
  };

  const takeUp = async (session: Session, partition: Partition) => {
    const place = await readPlace(session.rows, group, partition.id);
    if (place === null) return;
    const anotherLog = slotOf(partition).state.takeUp(place);
    if (anotherLog) await setBack(session.rows, group, partition.id);
    owned.add(partition.id);
  };

  /** Takes partitions that are free, and hands one over when another member has too few. */
  const share = async (session: Session, ownership: Ownership, partitions: readonly Partition[]) => {
    const { take, release } = decideShare(session.pid, partitions, await ownership.state());
    const changed = new Set<string>();
    for (const id of take) {
      const partition = partitions.find((one) => one.id === id);
      if (partition === undefined || !(await ownership.take(id))) continue;
      await takeUp(session, partition);
      changed.add(partition.topic);
    }
    const leaving = release === null ? undefined : slots.get(release);
    if (leaving !== undefined) {
      await drain(session);
      await commit(session);
      owned.delete(leaving.partition.id);
      slots.delete(leaving.partition.id);
      await ownership.release(leaving.partition.id);
      changed.add(leaving.partition.topic);
    }
    for (const topic of changed) tellAssigned(topic);
  };

  /** @returns how many records were read */
  const read = async (session: Session): Promise<number> => {
    const wanted = mine().flatMap(({ partition, state, taking }) => {
      const limit = taking ? 0 : Math.min(PAGE_RECORDS, state.room());
      return limit > 0 ? [{ partition, from: state.watermark.next, limit }] : [];
    });
    if (wanted.length === 0) return 0;
    let found = 0;
    const pages = await readPages(session.rows, wanted);
    for (const { partition, from } of wanted) {
      const read = pages.get(partition);
      const { topic, number } = partition;
      if (read === undefined) throw new EventLogError('UNEXPECTED', `partition ${number} of ${topic} is gone`);
      // partitions that came before it in this answer may have used up what there was for it
      const room = read.records.length === 0 ? 0 : slotOf(partition).state.room();
      if (read.records.length > 0 && room === 0) continue;
      const page = { ...read, records: read.records.slice(0, room) };
      if (from > page.end) again.push(partition); // it is another log
      const { watermark } = slotOf(partition).state;
      for (const gap of from > page.end ? [] : missingIn(from, page)) {
        notice({ kind: 'lost', topic, partition: number, ...gap });
        if (page.records.length === 0) watermark.passTo(gap.to);
      }
      if (page.records.length === 0) continue;
      found += page.records.length;
      give(slotOf(partition), page.records);
    }
    everRead += found;
    return found;
  };

  /** Reads over one session until it breaks, by rejecting, or until the reader is disposed. */
  const work = async (session: Session) => {
    const ownership = createOwnership(session, group);
    let partitions: Partition[] = [];
    let complete = false;
    let sharedAt = 0;
    let committedAt = 0;
    let beatAt = 0;
    let readAt = 0;
    let lastRead = 0;
    while (!stopping.signal.aborted) {
      const now = performance.now();
      if (!complete && now - sharedAt >= context.pollMs) {
        const before = new Set(partitions.map(({ topicId }) => topicId));
        partitions = await readPartitions(session.rows, topics);
        const topicIds = new Set(partitions.map(({ topicId }) => topicId));
        await ownership.join(topicIds.difference(before));
        complete = topicIds.size === new Set(topics).size;
      }
      if (now - beatAt >= beatMs) {
        beatAt = now;
        await ownership.endSilent(context.sessionMs);
      }
      if (now - sharedAt >= context.pollMs) {
        sharedAt = now;
        await share(session, ownership, partitions);
      }
      for (const partition of again.splice(0)) if (owned.has(partition.id)) await takeUp(session, partition);
      const found = await read(session);
      if (now - committedAt >= COMMIT_MS) {
        committedAt = now;
        await commit(session);
      }
      if (found > 0) {
        readAt = performance.now();
        lastRead = found;
        continue;
      }
      const rung = await bell.wait(Math.min(context.pollMs, COMMIT_MS));
      const trickling = rung && lastRead < FEW_RECORDS && performance.now() - readAt < GATHER_MS;
      if (trickling) await pause(GATHER_MS, stopping.signal);
    }
    await drain(session);
    await commit(session);
  };

  const run = async () => {
    const backoff = createBackoff(stopping.signal);
    const name = `event-log ${randomUUID().slice(0, 8)} ${group}`;
    let told = false;
    let drained = false;
    let lastPid = 0;
    while (!stopping.signal.aborted) {
      try {
        await using session = await context.openSession(name);
        session.onEnd(bell.ring);
        // A commit that a crash of PostgreSQL forgets is replayed, so it need not wait for the disk.
        await session.rows('SET synchronous_commit = off');
        await session.rows(END_LAST, [lastPid, name.slice(0, 63)]);
        lastPid = session.pid;
        connected = true;
        told = false;
        backoff.reset();
        await work(session);
        drained = true;
      } catch (error) {
        if (!told) notice({ kind: 'interrupted', error: toEventLogError(error) });
        told = true;
      } finally {
        connected = false;
        owned.clear();
      }
      await backoff.wait();
    }
    if (!drained) await drainWithin(drainMs, options);
    unlisten();
  };

  const watching = watchForStall({
    positions: (topic) => context.positions(topic, group),
    topics,
    stallMs: context.stallMs,
    connected: () => connected,
    standings: () =>
      mine().map(({ partition, state, taking }) => ({
        topic: partition.topic,
        partition: partition.number,
        next: state.watermark.next,
        room: !taking && state.hasRoom,
      })),
    read: () => everRead,
    onStall: (topic, silentMs) => notice({ kind: 'stalled', topic, silentMs }),
    signal: stopping.signal,
  });
  const done = Promise.all([run(), watching]);
  return {
    get connected() {
      return connected;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      bell.ring();
      await done;
    },
  };
}

/** After a cut that PostgreSQL has not noticed, our last session would go on holding what we need. */
const END_LAST = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND application_name = $2';
