import { pause } from '../backoff.ts';
import { drainWithin } from '../drain.ts';
import type { LogNotice, SubscribeOptions } from '../event-log.ts';
import type { WakeSignal } from '../wake-signal.ts';
import { commitPositions, readPlace, resetPosition } from './group-position.ts';
import type { GroupRead } from './group-read.ts';
import { dueCommits, type GroupSlots } from './group-slots.ts';
import { createOwnership, type Ownership } from './ownership.ts';
import type { ReaderContext } from './reader-context.ts';
import type { Session } from './session.ts';
import { decideShare } from './share.ts';
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
  const { context, options, slots, reading, wakeSignal, signal } = member;
  const ownership = createOwnership(session, options.group);
  const heartbeatMs = Math.min(2_000, context.sessionMs / 5);
  let partitions: Partition[] = [];
  let isComplete = false;
  let sharedAt = 0;
  let committedAt = 0;
  let heartbeatAt = 0;
  let readAt = 0;
  let lastRead = 0;
  while (!signal.aborted) {
    const now = performance.now();
    if (!isComplete && now - sharedAt >= context.pollMs) {
      const before = new Set(partitions.map(({ topicId }) => topicId));
      partitions = await readPartitions(session.rows, options.topics);
      const topicIds = new Set(partitions.map(({ topicId }) => topicId));
      await ownership.join(topicIds.difference(before));
      isComplete = topicIds.size === new Set(options.topics).size;
    }
    if (now - heartbeatAt >= heartbeatMs) {
      heartbeatAt = now;
      await ownership.endSilent(context.sessionMs);
    }
    if (now - sharedAt >= context.pollMs) {
      sharedAt = now;
      await share(session, ownership, partitions, member, heartbeatMs);
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
    const isWoken = await wakeSignal.wait(Math.min(context.pollMs, COMMIT_MS));
    const isTrickling = isWoken && lastRead < FEW_RECORDS && performance.now() - readAt < BATCH_MS;
    if (isTrickling) await pause(BATCH_MS, signal);
  }
  await drain(session, member, heartbeatMs);
  await commit(session, member);
}

/** Takes partitions that are free, and releases one when another member has too few. */
async function share(
  session: Session,
  ownership: Ownership,
  partitions: readonly Partition[],
  member: GroupSessionOptions,
  heartbeatMs: number,
): Promise<void> {
  const { slots, notify } = member;
  const { take, release } = decideShare(session.pid, partitions, await ownership.state());
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
}

/** Reads a partition that this member owns from where the group has committed, or from what is in flight here. */
async function resume(session: Session, partition: Partition, { slots, options }: GroupSessionOptions): Promise<void> {
  const place = await readPlace(session.rows, options.group, partition.id);
  if (place === null) return;
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
