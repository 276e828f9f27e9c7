/** Waits of deliveries: each costs one timer and nothing else, and all of them end together. */
export interface Alarms extends Disposable {
  set(at: Date): Alarm;
  /** How many are set. */
  readonly size: number;
}

/** One wait; disposing it turns it off. */
export interface Alarm extends Disposable {
  /** `due`: its time has come · `off`: it was turned off, or everything ended. */
  readonly rang: Promise<'due' | 'off'>;
}

/** The longest that a timer of Node's can wait. */
const LONGEST_MS = 2 ** 31 - 1;

/** Makes alarms; disposing turns all of them off, those still to come too. */
export function createAlarms(): Alarms {
  const set = new Set<() => void>();
  let disposed = false;
  return {
    set(at) {
      const { promise, resolve } = Promise.withResolvers<'due' | 'off'>();
      const end = (ending: 'due' | 'off') => {
        clearTimeout(timer);
        set.delete(off);
        resolve(ending);
      };
      const off = () => end('off');
      const timer = setTimeout(() => end('due'), Math.min(LONGEST_MS, Math.max(0, at.getTime() - Date.now())));
      if (disposed) off();
      else set.add(off);
      return { rang: promise, [Symbol.dispose]: off };
    },
    get size() {
      return set.size;
    },
    [Symbol.dispose]() {
      disposed = true;
      for (const off of set) off();
    },
  };
}
