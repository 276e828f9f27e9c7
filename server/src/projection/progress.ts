/** How far the log is known to reach, how far this process has projected it, and since when it has not moved though there is more. */
export interface FeedProgress {
  /** A partition is known to reach from `start` up to `end`, exclusive. */
  reaches(partition: number, end: number, start?: number): void;
  /** A partition is projected up to and with `position`, or has nothing more to project up to there. */
  moved(partition: number, position: number): void;
  /** The position of a partition that comes next. */
  nextOf(partition: number): number;
  /** Forgets everything: another log is read. */
  reset(): void;
  /** How many records are known to be in the log and not projected. */
  readonly lag: number;
  /** For how long the slowest partition has not moved though it has more, in milliseconds; else 0. */
  readonly stalledMs: number;
}

interface Partition {
  end: number;
  /** The position that comes next. */
  next: number;
  /** When it moved last, or got more to read. */
  sinceMs: number;
}

/** Makes the progress of one process, with nothing known yet. `now`: a monotonic clock, in milliseconds. */
export function createFeedProgress(now: () => number = () => performance.now()): FeedProgress {
  const partitions = new Map<number, Partition>();
  const partitionOf = (number: number) => {
    const known = partitions.get(number) ?? { end: 0, next: 0, sinceMs: now() };
    partitions.set(number, known);
    return known;
  };
  const behind = () => [...partitions.values()].filter(({ end, next }) => end > next);
  return {
    reaches(number, end, start = 0) {
      const partition = partitionOf(number);
      partition.next = Math.max(partition.next, start);
      if (partition.end <= partition.next) partition.sinceMs = now();
      partition.end = Math.max(partition.end, end);
    },
    moved(number, position) {
      const partition = partitionOf(number);
      partition.next = Math.max(partition.next, position + 1);
      partition.sinceMs = now();
    },
    nextOf: (number) => partitions.get(number)?.next ?? 0,
    reset() {
      partitions.clear();
    },
    get lag() {
      return behind().reduce((sum, { end, next }) => sum + end - next, 0);
    },
    get stalledMs() {
      const at = now();
      return Math.max(0, ...behind().map(({ sinceMs }) => at - sinceMs));
    },
  };
}
