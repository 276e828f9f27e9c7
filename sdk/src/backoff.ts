/** The longest wait between two tries, apart from the jitter's floor of 100 ms. */
const LONGEST_MS = 30_000;

/**
 * How long to wait after `failures` failures in a row, counted from 0, in milliseconds: twice as long each time, at
 * most 30 s. The wait is drawn from the whole range and not only near its end, so that a thousand clients that were
 * cut together come back apart from each other.
 */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  return 100 + random() * Math.min(LONGEST_MS, 500 * 2 ** Math.min(failures, 10));
}

/** Waits `ms` milliseconds, or less when `signal` aborts. Never rejects: who waits looks at the signal afterwards. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const wake = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal?.addEventListener('abort', wake);
  });
}
