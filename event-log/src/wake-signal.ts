/** Wakes one waiter. A ring that nobody waits for is kept, so that none is lost between two waits. */
export interface Doorbell {
  ring(): void;
  /** Resolves at a ring, true, or after `timeoutMs`, false. */
  wait(timeoutMs: number): Promise<boolean>;
}

/** Makes a doorbell for one waiter at a time. */
export function createDoorbell(): Doorbell {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    wait(timeoutMs) {
      return new Promise((resolve) => {
        const settle = () => {
          clearTimeout(timer);
          wake = undefined;
          const answer = rung;
          rung = false;
          resolve(answer);
        };
        const timer = setTimeout(settle, timeoutMs);
        if (rung) settle();
        else wake = settle;
      });
    },
  };
}

/** Wakes everybody who waits now; a ring that nobody waits for is forgotten. */
export interface Broadcast {
  ring(): void;
  /** Resolves at the next ring, or after `timeoutMs`. */
  wait(timeoutMs: number): Promise<void>;
}

/** Makes a broadcast for any number of waiters. */
export function createBroadcast(): Broadcast {
  let next = Promise.withResolvers<void>();
  return {
    ring() {
      next.resolve();
      next = Promise.withResolvers();
    },
    async wait(timeoutMs) {
      const expired = Promise.withResolvers<void>();
      const timer = setTimeout(expired.resolve, timeoutMs);
      await Promise.race([next.promise, expired.promise]);
      clearTimeout(timer);
    },
  };
}
