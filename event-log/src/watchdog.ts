/**
 * Promise: it reports a stall only of a reader that could read and does not. Anything that speaks against that (the log
 * out of reach, nothing to read, no room, something read) starts the time again.
 */

/** What is seen of a reader at one moment. */
export interface Observation {
  /** In milliseconds, of a monotonic clock. */
  readonly atMs: number;
  /** The log has just answered a request of ours. */
  readonly reachable: boolean;
  /** There are records that were not read yet. */
  readonly ahead: boolean;
  /** The reader may take more. */
  readonly room: boolean;
  /** How many records were read since the start. */
  readonly read: number;
}

/** Watches one reader. Pure but for what it remembers. */
export interface Watchdog {
  /** @returns for how long nothing was read though it could be, in milliseconds, once that is beyond the limit; else null */
  observe(seen: Observation): number | null;
}

/** @param limitMs the longest time without reading that is no stall */
export function createWatchdog(limitMs: number): Watchdog {
  let since: number | null = null;
  let readBefore = -1;
  return {
    observe({ atMs, reachable, ahead, room, read }) {
      const idle = reachable && ahead && room && read === readBefore;
      readBefore = read;
      if (!idle) since = null;
      else since ??= atMs;
      return since !== null && atMs - since >= limitMs ? atMs - since : null;
    },
  };
}
