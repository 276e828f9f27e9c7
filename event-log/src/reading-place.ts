/** Where reading of a partition goes on, and whether something is missing before it. Pure. */
export type ReadingPlace =
  | { readonly kind: 'continues'; readonly from: number }
  /** Retention was faster than the reader: the records from `wanted` to `from` are gone. */
  | { readonly kind: 'behind-retention'; readonly from: number; readonly wanted: number }
  /** The log ends below what was read of it before, or knows nothing of it any more: it is not the same log. */
  | { readonly kind: 'another-log'; readonly from: number; readonly wanted: number };

/**
 * Decides it from the position that is wanted (null: none was ever read) and what the log still holds. `forgotten`: the
 * log has lost a position that was committed; then its records cannot be trusted to be the same, and all are read.
 */
export function decideReadingPlace(
  wanted: number | null,
  log: { readonly start: number; readonly end: number },
  forgotten = false,
): ReadingPlace {
  if (wanted === null) return { kind: 'continues', from: log.start };
  if (forgotten) return { kind: 'another-log', from: log.start, wanted };
  if (wanted < log.start) return { kind: 'behind-retention', from: log.start, wanted };
  if (wanted > log.end) return { kind: 'another-log', from: log.start, wanted };
  return { kind: 'continues', from: wanted };
}
