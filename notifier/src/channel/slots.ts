/** A channel's hand-overs in progress are counted here, so that one provider's trouble takes only its own channel's room. */
export interface Slots {
  /** Waits, first come first served, for a slot; the answer gives it back, once. */
  take(): Promise<() => void>;
  /** How many are taken. */
  readonly taken: number;
  /** How many wait for one. */
  readonly waiting: number;
  /** Gives out none until `resume`. */
  pause(): void;
  resume(): void;
  /** Resolves when somebody who waits or holds a slot went on. */
  changed(): Promise<void>;
}

/** Makes the slots of one channel. */
export function createSlots(count: number): Slots {
  const waiters: (() => void)[] = [];
  let head = 0;
  let taken = 0;
  let paused = false;
  let change = Promise.withResolvers<void>();

  function tellChange(): void {
    const told = change;
    change = Promise.withResolvers();
    told.resolve();
  }

  function grant(): void {
    while (!paused && taken < count && head < waiters.length) {
      const waiter = waiters[head++];
      taken += 1;
      waiter?.();
    }
    if (head > 1_024 && head * 2 > waiters.length) {
      waiters.splice(0, head);
      head = 0;
    }
    tellChange();
  }

  function giveBackOnce(): () => void {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      taken -= 1;
      grant();
    };
  }

  return {
    take() {
      return new Promise((resolve) => {
        waiters.push(() => resolve(giveBackOnce()));
        grant();
      });
    },
    get taken() {
      return taken;
    },
    get waiting() {
      return waiters.length - head;
    },
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      grant();
    },
    changed: () => change.promise,
  };
}

/** Resolves when none of these slots is taken, at the latest when the signal is aborted. */
export async function untilFree(all: readonly Slots[], signal: AbortSignal): Promise<void> {
  const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  while (!signal.aborted && all.some(({ taken }) => taken > 0)) {
    await Promise.race([aborted, ...all.map((slots) => slots.changed())]);
  }
}
