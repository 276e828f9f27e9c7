import type { LogNotice } from './event-log.ts';

/** Where reading of a partition starts, and whether records are missing before that. Pure. */
export type ReadingPlace =
  | { readonly kind: 'continues'; readonly from: number }
  /** Retention was faster than the reader: the records from `wanted` to `from` are gone. */
  | { readonly kind: 'behind-retention'; readonly from: number; readonly wanted: number }
  /** The log ends below what was read of it before, or has lost what was committed in it: it is another log. */
  | { readonly kind: 'another-log'; readonly from: number; readonly wanted: number };

/** The positions that a partition holds: from `start` up to, and without, `end`. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/**
 * Decides where reading starts, from the position that is wanted (null: none was ever read) and what the log still
 * holds. `forgotten`: the log has lost a position that was committed, so its records cannot be trusted to be the same,
 * and all of them are read.
 */
export function decideReadingPlace(wanted: number | null, { start, end }: Extent, forgotten = false): ReadingPlace {
  if (wanted === null) return { kind: 'continues', from: start };
  if (forgotten) return { kind: 'another-log', from: start, wanted };
  if (wanted < start) return { kind: 'behind-retention', from: start, wanted };
  if (wanted > end) return { kind: 'another-log', from: start, wanted };
  return { kind: 'continues', from: wanted };
}

/** Reports the records that are missing before a reading place as `lost`, if there are any. */
export function reportLost(
  place: ReadingPlace,
  { topic, partition }: { readonly topic: string; readonly partition: number },
  notify: (notice: LogNotice) => void,
): ReadingPlace {
  if (place.kind !== 'continues') notify({ kind: 'lost', topic, partition, from: place.wanted, to: place.from });
  return place;
}
