import type { PartitionPositions } from '@belltower/event-log';

/** How far a partition was read, and how that place is recognised. */
export interface ReadPlace {
  readonly position: number;
  /** The identity of the record at that position. */
  readonly lastEventId: string;
}

/** From where reading resumes, or why it cannot: the log is another one than before. */
export type ResumeDecision =
  | { readonly kind: 'resume'; readonly from: ReadonlyMap<number, number> }
  | { readonly kind: 'new-epoch'; readonly reason: string };

/**
 * Decides from where reading a log resumes: at the last record that was read, not after it, so that it can be recognised.
 * Where retention has deleted that record but nothing after it, reading resumes after it, unrecognised.
 */
export function decideResume(
  places: ReadonlyMap<number, ReadPlace>,
  knownPartitions: number | null,
  found: readonly PartitionPositions[],
): ResumeDecision {
  if (knownPartitions !== null && knownPartitions !== found.length) {
    return { kind: 'new-epoch', reason: `there are ${found.length} partitions, and there were ${knownPartitions}` };
  }
  const from = new Map<number, number>();
  for (const { partition, start, end } of found) {
    const place = places.get(partition);
    if (place === undefined) continue;
    const { position } = place;
    if (position >= end) {
      return { kind: 'new-epoch', reason: `partition ${partition} ends at ${end}, and was read up to ${position}` };
    }
    if (position + 1 < start) {
      return { kind: 'new-epoch', reason: `partition ${partition} begins at ${start}, and was read up to ${position}` };
    }
    from.set(partition, Math.max(position, start));
  }
  return { kind: 'resume', from };
}
