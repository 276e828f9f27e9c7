/** Wakes what waits for it. A wake-up that nothing waits for is kept for the next wait, so that none is lost between two. */
export interface WakeSignal {
  wake(): void;
  /** Resolves true at the next wake-up, or false after `timeoutMs`. Any number of callers may wait at once. */
  wait(timeoutMs: number): Promise<boolean>;
}

/** Creates a wake-up signal. */
export function createWakeSignal(): WakeSignal {
  const waiters = new Set<() => void>();
  let isPending = false;
  return {
    wake() {
      isPending = waiters.size === 0;
      for (const resume of waiters) resume();
    },
    wait(timeoutMs) {
      if (isPending) {
        isPending = false;
        return Promise.resolve(true);
      }
      return new Promise((resolve) => {
        const settle = (woken: boolean) => {
          clearTimeout(timer);
          waiters.delete(resume);
          resolve(woken);
        };
        const resume = () => settle(true);
        const timer = setTimeout(settle, timeoutMs, false);
        waiters.add(resume);
      });
    },
  };
}
