import { pause } from '../backoff.ts';
import { drainWithin } from '../drain.ts';
import type { LogNotice, SubscribeOptions } from '../event-log.ts';
import type { WakeSignal } from '../wake-signal.ts';
import { commitPositions, readPlace, resetPosition } from './group-position.ts';
import type { GroupRead } from './group-read.ts';
import { dueCommits, type GroupSlots, hasUncommitted } from './group-slots.ts';
import type { KnownEnds } from './known-ends.ts';
import { createOwnership, type Ownership } from './ownership.ts';
import type { ReaderContext } from './reader-context.ts';
import type { Session } from './session.ts';
import { decideShare, isSoleOwner } from './share.ts';
import { type Partition, readPartitions } from './topics.ts';

const COMMIT_MS = 200;
/** Wake-ups that follow each other faster than this are handled together: many small reads cost more than they gain. */
const BATCH_MS = 2;
const FEW_RECORDS = 50;

/** What a member works with. */
export interface GroupSessionOptions {
  readonly context: ReaderContext;
  readonly options: SubscribeOptions;
  readonly drainMs: number;
  readonly slots: GroupSlots;
  readonly knownEnds: KnownEnds;
  readonly reading: GroupRead;
  readonly wakeSignal: WakeSignal;
  notify(notice: LogNotice): void;
  readonly signal: AbortSignal;
}

/**
 * Reads as a member of a group over one session until the signal is aborted; then drains and commits. Rejects when the
 * session breaks.
 */
export async function readAsMember(session: Session, member: GroupSessionOptions): Promise<void> {
  const { context, options, slots, knownEnds, reading, wakeSignal, signal } = member;
  const ownership = createOwnership(session, options.group);
  const heartbeatMs = Math.min(2_000, context.sessionMs / 5);
  const quietMs = Math.min(context.quietPollMs, heartbeatMs);
  let partitions: Partition[] = [];
  let isComplete = false;
  let isSole = false;
  let sharedAt = 0;
  let committedAt = 0;
  let readAt = 0;
  let lastRead = 0;
  knownEnds.announced(null);
  slots.isShareDue = true;
  while (!signal.aborted) {
    const now = performance.now();
    const shareEveryMs = isSole && context.wakeups.isListening ? quietMs : context.pollMs;
    if (slots.isShareDue || now - sharedAt >= shareEveryMs) {
      sharedAt = now;
      slots.isShareDue = false;
      if (!isComplete) {
        partitions = await findPartitions(session, ownership, partitions, options.topics);
        isComplete = new Set(partitions.map(({ topic }) => topic)).size === new Set(options.topics).size;
      }
      isSole = (await share(session, ownership, partitions, member, heartbeatMs)) && isComplete;
    }
    for (const partition of slots.toResume) {
      slots.toResume.delete(partition);
      if (slots.owned.has(partition.id)) await resume(session, partition, member);
    }
    const found = await reading.read(session.rows);
    if (now - committedAt >= COMMIT_MS) {
      committedAt = now;
      await commit(session, member);
    }
    if (found > 0) {
      readAt = performance.now();
      lastRead = found;
      continue;
    }
    const shareInMs = Math.max(1, sharedAt + shareEveryMs - performance.now());
    const isWoken = await wakeSignal.wait(hasUncommitted(slots) ? Math.min(COMMIT_MS, shareInMs) : shareInMs);
    const isTrickling = isWoken && lastRead < FEW_RECORDS && performance.now() - readAt < BATCH_MS;
    if (isTrickling) await pause(BATCH_MS, signal);
  }
  await drain(session, member, heartbeatMs);
  await commit(session, member);
}

/** Reads which partitions the topics have, and joins the group for the topics that are new. */
async function findPartitions(
  session: Session,
  ownership: Ownership,
  known: readonly Partition[],
  topics: readonly string[],
): Promise<Partition[]> {
  const joined = new Set(known.map(({ topicId }) => topicId));
  const partitions = await readPartitions(session.rows, topics);
  for (const { topic, topicId } of partitions) {
    if (joined.has(topicId)) continue;
    joined.add(topicId);
    await ownership.join({ topic, topicId });
  }
  return partitions;
}

/**
 * Takes partitions that are free, and releases one when another member has too few; learns how far those go that this
 * member has. Resolves with whether it was alone and had all of them.
 */
async function share(
  session: Session,
  ownership: Ownership,
  partitions: readonly Partition[],
  member: GroupSessionOptions,
  heartbeatMs: number,
): Promise<boolean> {
  const { context, slots, knownEnds, notify } = member;
  const group = await ownership.state(slots.owned, context.sessionMs);
  for (const { partition, state } of slots.mine()) {
    if ((group.ends.get(partition.id) ?? 0) < state.watermark.next) slots.toResume.add(partition); // it is another log
  }
  knownEnds.announced(group.ends);
  const { take, release } = decideShare(session.pid, partitions, group);
  const changed = new Set<string>();
  for (const id of take) {
    const partition = partitions.find((one) => one.id === id);
    if (partition === undefined || !(await ownership.take(id))) continue;
    await resume(session, partition, member);
    changed.add(partition.topic);
  }
  const leaving = release === null ? undefined : slots.get(release);
  if (leaving !== undefined) {
    const { id, topic } = leaving.partition;
    await drain(session, member, heartbeatMs);
    await commit(session, member);
    slots.owned.delete(id);
    slots.delete(id);
    await ownership.release(id);
    changed.add(topic);
  }
  for (const topic of changed) {
    const own = slots.mine().filter(({ partition }) => partition.topic === topic);
    notify({ kind: 'assigned', topic, partitions: own.map(({ partition }) => partition.number) });
  }
  return isSoleOwner(session.pid, partitions, group);
}

/** Reads a partition that this member owns from where the group has committed, or from what is in flight here. */
async function resume(session: Session, partition: Partition, member: GroupSessionOptions): Promise<void> {
  const { slots, knownEnds, options } = member;
  knownEnds.reading(partition.id);
  const place = await readPlace(session.rows, options.group, partition.id);
  if (place === null) return;
  knownEnds.found(partition.id, place.end);
  const isAnotherLog = slots.slotOf(partition).state.resume(place);
  if (isAnotherLog) await resetPosition(session.rows, options.group, partition.id);
  slots.owned.add(partition.id);
}

/** Drains, and keeps the session alive meanwhile. */
async function drain(session: Session, { options, drainMs }: GroupSessionOptions, heartbeatMs: number): Promise<void> {
  const drained = new AbortController();
  const draining = drainWithin(drainMs, options).finally(() => drained.abort());
  while (!drained.signal.aborted) {
    await pause(heartbeatMs, drained.signal);
    if (!drained.signal.aborted) await session.rows('SELECT 1');
  }
  await draining;
}

async function commit(session: Session, { slots, options }: GroupSessionOptions): Promise<void> {
  const due = dueCommits(slots.mine());
  if (due.length === 0) return;
  await commitPositions(session.rows, options.group, due);
  for (const { state, position } of due) state.committed = position;
}
