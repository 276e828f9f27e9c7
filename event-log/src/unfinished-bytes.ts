/**
 * Promise: what a reader's unfinished records hold is bounded in sum, over all partitions, and one partition that takes
 * all it can get leaves room for the others.
 */
export interface HeldBytes {
  /** What is held, in sum. */
  readonly total: number;
  add(bytes: number): void;
  remove(bytes: number): void;
  /** How much more a partition that holds `own` may hold, none if not above 0: as much as it holds must be left for all. */
  left(own: number): number;
}

/** How it is shared. */
export interface HeldBytesOptions {
  readonly limit: number;
  /** What is held beside what was added. */
  beside?(): number;
  /** There was no room for somebody, and something was removed since. */
  onRoom(): void;
}

/** Makes it, empty. With one partition that is full the others can have half of the limit, with two a third, and so on. */
export function createHeldBytes({ limit, beside = () => 0, onRoom }: HeldBytesOptions): HeldBytes {
  let added = 0;
  let isWaitedFor = false;
  return {
    get total() {
      return added + beside();
    },
    add(bytes) {
      added += bytes;
    },
    remove(bytes) {
      added -= bytes;
      if (!isWaitedFor) return;
      isWaitedFor = false;
      onRoom();
    },
    left(own) {
      const left = limit - added - beside() - own;
      if (added === 0) return Math.max(1, left); // a record larger than the limit passes alone
      isWaitedFor ||= left <= 0;
      return left;
    },
  };
}
