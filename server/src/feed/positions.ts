/** The arithmetic of feed positions: pure, and the only place that knows that a missing partition stands at -1. */

/** For each partition, by its number, the last position that was read or delivered; -1 where there is none. */
export type Positions = readonly number[];

/** Positions from pairs of partition and position, in any order. */
export function positionsFrom(entries: Iterable<readonly [partition: number, position: number]>): Positions {
  const positions: number[] = [];
  for (const [partition, position] of entries) positions[partition] = position;
  return Array.from(positions, (position) => position ?? -1);
}

/** A copy in which one partition is advanced; the same object when nothing moves. */
export function withPosition(positions: Positions, partition: number, position: number): Positions {
  if ((positions[partition] ?? -1) >= position) return positions;
  const moved = Array.from({ length: Math.max(positions.length, partition + 1) }, (_, index) => positions[index] ?? -1);
  moved[partition] = position;
  return moved;
}

/** The higher position of each partition. */
export function highest(one: Positions, other: Positions): Positions {
  return Array.from({ length: Math.max(one.length, other.length) }, (_, partition) =>
    Math.max(one[partition] ?? -1, other[partition] ?? -1),
  );
}

/** Whether any partition is above its position in `limit`. */
export function isBeyond(positions: Positions, limit: Positions): boolean {
  return positions.some((position, partition) => position > (limit[partition] ?? -1));
}
