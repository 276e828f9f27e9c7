import type { PartitionPositions } from '../event-log.ts';
import type { ReadingState } from '../stall-watch.ts';

/** How far a follower has come in one partition. */
export interface Place {
  /** The position that is delivered next. */
  next: number;
  /** The batch that the caller handles now; `next` is settled before it resolves. */
  inProgress: Promise<void> | null;
  /** The position from which a batch was fetched again, because it did not begin there. */
  sought: number | null;
  /** The position at which a batch cannot be decoded: the reason why nothing is read there is known. */
  blockedAt: number | null;
}

/** Creates the places of those of these partitions that the log has; `startAt` says where each is read from. */
export function createPlaces(
  partitions: readonly number[],
  positions: readonly PartitionPositions[],
  startAt: (log: PartitionPositions) => number,
): Map<number, Place> {
  const assigned = positions.filter(({ partition }) => partitions.includes(partition));
  return new Map(
    assigned.map((log) => [log.partition, { next: startAt(log), inProgress: null, sought: null, blockedAt: null }]),
  );
}

/** The places as the stall watch sees them. */
export function readingStates(topic: string, places: ReadonlyMap<number, Place>): ReadingState[] {
  return [...places].map(([partition, { next, inProgress, blockedAt }]) => ({
    topic,
    partition,
    next,
    room: inProgress === null && blockedAt !== next,
  }));
}
