/**
 * Promise: `position` never passes a record that was started and is not finished, in whatever order they finish.
 * So what is committed from it replays after a crash, and never skips.
 */

/** How far one partition is read: what was started, and up to which position everything is finished. Pure. */
export interface Watermark {
  /** Everything below this position is finished: the position to commit. */
  readonly position: number;
  /** The lowest position that was never started. */
  readonly next: number;
  /** The number of positions between the two, finished or not: what a crash would replay. */
  readonly span: number;
  /**
   * Starts a record. False when it was started before: it is a repeat and must be dropped. Positions come in
   * ascending order; one that is left out (compacted, or a transaction's marker) counts as finished.
   */
  start(position: number): boolean;
  /** Finishes a record that was started. Repeated calls, and any other position, change nothing. */
  finish(position: number): void;
  /** No record below `position` is to come any more: the log left out the end of a batch. */
  advanceTo(position: number): void;
  /** Counts everything below `position` as finished: another member did it, or it is gone from the log. */
  markFinishedTo(position: number): void;
}

/** Creates the watermark of a partition whose records below `from` are all finished. */
export function createWatermark(from: number): Watermark {
  // Only what is unfinished is remembered. Positions are added in ascending order and a Set keeps the order of
  // insertion, so its first member is the lowest; finished ranges above it cost nothing.
  const unfinished = new Set<number>();
  let next = from;
  const lowest = () => {
    for (const position of unfinished) return position;
    return next;
  };
  return {
    get position() {
      return lowest();
    },
    get next() {
      return next;
    },
    get span() {
      return next - lowest();
    },
    start(position) {
      if (position < next) return false;
      unfinished.add(position);
      next = position + 1;
      return true;
    },
    finish(position) {
      unfinished.delete(position);
    },
    advanceTo(position) {
      next = Math.max(next, position);
    },
    markFinishedTo(position) {
      for (const old of unfinished) {
        if (old >= position) break;
        unfinished.delete(old);
      }
      next = Math.max(next, position);
    },
  };
}
