/**
 * Promise: the bytes of a reader's unfinished records are bounded in sum over all partitions, and a partition that takes
 * all it can get leaves room for the others.
 */
export interface UnfinishedBytes {
  /** The bytes of all unfinished records. */
  readonly total: number;
  add(bytes: number): void;
  remove(bytes: number): void;
  /**
   * How many more bytes a partition may take that has `own` bytes unfinished; none if not above 0. As much as it has must
   * be left for all others.
   */
  left(own: number): number;
}

/** How the bytes are bounded. */
export interface UnfinishedBytesOptions {
  readonly limit: number;
  /** Bytes that count beside those that were added. @default none */
  beside?(): number;
  /** Bytes were removed after some partition had found no room. */
  onRoom(): void;
}

/** Creates the count, empty. With one full partition the others can have half of the limit, with two a third, and so on. */
export function createUnfinishedBytes({ limit, beside = () => 0, onRoom }: UnfinishedBytesOptions): UnfinishedBytes {
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
