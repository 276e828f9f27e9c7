import type { LogNotice } from '../event-log.ts';
import { createGroupPartition, type GroupPartition } from '../group-partition.ts';
import type { ReadingState } from '../stall-watch.ts';
import { createUnfinishedBytes } from '../unfinished-bytes.ts';
import type { Partition } from './topics.ts';

/** A partition that this member owns, or owned before its connection broke. */
export interface Slot {
  readonly partition: Partition;
  readonly state: GroupPartition;
  /** Records were given to `take`, which has not resolved yet. */
  taking: boolean;
}

/** The partitions of one member of a group. */
export interface GroupSlots {
  /** The ids of the partitions that this member owns now. */
  readonly owned: Set<number>;
  /** Partitions that must be resumed: they are another log, or their records are to be read again. */
  readonly toResume: Set<Partition>;
  /** Who owns what may have changed. */
  isShareDue: boolean;
  /** That of a partition, created when it is new. It outlives the connection. */
  slotOf(partition: Partition): Slot;
  get(partitionId: number): Slot | undefined;
  delete(partitionId: number): void;
  /** Those of the partitions that this member owns. */
  mine(): readonly Slot[];
}

/** What the partitions of a member share. */
export interface GroupSlotsOptions {
  readonly maxSpan: number;
  readonly maxBytes: number;
  notify(notice: LogNotice): void;
  onRoom(): void;
}

/** Creates the slots of one member, without any. */
export function createGroupSlots({ maxSpan, maxBytes, notify, onRoom }: GroupSlotsOptions): GroupSlots {
  const slots = new Map<number, Slot>();
  const owned = new Set<number>();
  const unfinishedBytes = createUnfinishedBytes({ limit: maxBytes, onRoom });
  return {
    owned,
    toResume: new Set(),
    isShareDue: true,
    slotOf(partition) {
      const known = slots.get(partition.id);
      if (known !== undefined) return known;
      const { topic, number } = partition;
      const state = createGroupPartition({ topic, partition: number, maxSpan, unfinishedBytes, notify, onRoom });
      const slot = { partition, state, taking: false };
      slots.set(partition.id, slot);
      return slot;
    },
    get: (partitionId) => slots.get(partitionId),
    delete: (partitionId) => slots.delete(partitionId),
    mine: () => [...owned].flatMap((id) => slots.get(id) ?? []),
  };
}

/** The slots whose watermark is above what is committed, with that position. */
export function dueCommits(
  slots: readonly Slot[],
): { readonly id: number; readonly state: GroupPartition; readonly position: number }[] {
  return slots.flatMap(({ partition, state }) => {
    const { position } = state.watermark;
    return position > (state.committed ?? 0) ? [{ id: partition.id, state, position }] : [];
  });
}

/** Whether something was read that is not committed yet. */
export function hasUncommitted(slots: GroupSlots): boolean {
  return slots.mine().some(({ state }) => state.watermark.next > (state.committed ?? 0));
}

/** The slots as the stall watch sees them. */
export function readingStates(slots: readonly Slot[]): ReadingState[] {
  return slots.map(({ partition, state, taking }) => ({
    topic: partition.topic,
    partition: partition.number,
    next: state.watermark.next,
    room: !taking && state.hasRoom,
  }));
}
