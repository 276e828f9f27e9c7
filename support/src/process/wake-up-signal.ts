/** Wakes a loop that waits for work. A wake-up that finds no waiting loop is kept for the next wait, so that none is lost. */
export interface WakeUpSignal {
  wake(): void;
  /** Forgets a wake-up that is kept: what it was for is done next anyway. */
  clear(): void;
  /** Resolves at a wake-up, after `ms`, or when `signal` is aborted: true only at a wake-up. One caller at a time. Never rejects. */
  wait(ms: number, signal?: AbortSignal): Promise<boolean>;
}

/** Makes a wake-up signal for one waiting loop. */
export function createWakeUpSignal(): WakeUpSignal {
  let isWoken = false;
  let endWait = () => {};
  return {
    wake() {
      isWoken = true;
      endWait();
    },
    clear() {
      isWoken = false;
    },
    wait(ms, signal) {
      return new Promise((resolve) => {
        const end = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', end);
          endWait = () => {};
          resolve(isWoken);
          isWoken = false;
        };
        const timer = setTimeout(end, ms);
        signal?.addEventListener('abort', end, { once: true });
        endWait = end;
        if (isWoken || signal?.aborted) end();
      });
    },
  };
}
