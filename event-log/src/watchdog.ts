/**
 * Promise: it raises the alarm only for a reader that could read and does not. Whatever speaks against that, the log
 * out of reach, nothing to read, no room, something read, starts the time anew.
 */

/** What is seen at one moment. */
export interface Observation {
  /** In milliseconds, of a clock that never goes back. */
  readonly atMs: number;
  /** The log answered a question of ours just now. */
  readonly reachable: boolean;
  /** There is something that was not read yet. */
  readonly ahead: boolean;
  /** The reader may take more. */
  readonly room: boolean;
  /** How many records were ever read. */
  readonly read: number;
}

/** Watches one reader. Pure but for what it remembers. */
export interface Watchdog {
  /** @returns for how long nothing was read though it could be, in milliseconds, once that is beyond the limit; else null */
  observe(seen: Observation): number | null;
}

/** @param limitMs for how long that may be */
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
