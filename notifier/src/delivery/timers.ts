/** Waits of deliveries: each costs one timer and a callback, and all of them end together. */

/** A wait: calls `resume` once when it is over, or never when everything ends. What it answers ends the wait without that. */
export type Pause = (resume: () => void) => () => void;

/** Timers that can be cancelled together. */
export interface Timers extends Disposable {
  /** Calls `callback` at an instant; the answer cancels that. */
  set(at: Date, callback: () => void): () => void;
  /** How many are set. */
  readonly size: number;
}

/** The longest that a timer of Node's can wait. */
const LONGEST_MS = 2 ** 31 - 1;

/** Creates timers; disposing cancels all of them, and those that are set later too. */
export function createTimers(): Timers {
  const timers = new Set<NodeJS.Timeout>();
  let disposed = false;
  return {
    set(at, callback) {
      if (disposed) return () => {};
      const waitMs = Math.min(LONGEST_MS, Math.max(0, at.getTime() - Date.now()));
      const timer = setTimeout(() => {
        timers.delete(timer);
        callback();
      }, waitMs);
      timers.add(timer);
      return () => {
        timers.delete(timer);
        clearTimeout(timer);
      };
    },
    get size() {
      return timers.size;
    },
    [Symbol.dispose]() {
      disposed = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
