/** Waits of deliveries: each costs one timer and a callback, and all of them end together. */
export interface Alarms extends Disposable {
  /** Calls `ring` at an instant; the answer turns that off. */
  set(at: Date, ring: () => void): () => void;
  /** How many are set. */
  readonly size: number;
}

/** The longest that a timer of Node's can wait. */
const LONGEST_MS = 2 ** 31 - 1;

/** Makes alarms; disposing turns all of them off, those still to come too. */
export function createAlarms(): Alarms {
  const timers = new Set<NodeJS.Timeout>();
  let disposed = false;
  return {
    set(at, ring) {
      if (disposed) return () => {};
      const waitMs = Math.min(LONGEST_MS, Math.max(0, at.getTime() - Date.now()));
      const timer = setTimeout(() => {
        timers.delete(timer);
        ring();
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
