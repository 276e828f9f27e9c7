import { setTimeout as sleep } from 'node:timers/promises';

/** Waits between attempts: each wait longer than the one before, with jitter, until an attempt succeeds. */
export interface Backoff {
  /** Resolves after the next wait, at once when the signal is aborted. Never rejects. */
  wait(): Promise<void>;
  /** An attempt succeeded: the next wait is the first again. */
  reset(): void;
}

/** The waits between attempts, in milliseconds: doubling from the first to the longest. */
export interface BackoffTimes {
  /** @default 100 */
  readonly firstMs?: number;
  /** @default 5_000 */
  readonly longestMs?: number;
}

/** Creates a backoff whose waits end when `signal` is aborted. */
export function createBackoff(signal: AbortSignal, { firstMs = 100, longestMs = 5_000 }: BackoffTimes = {}): Backoff {
  let nextMs = firstMs;
  return {
    async wait() {
      const ms = nextMs * (0.5 + Math.random() / 2);
      nextMs = Math.min(nextMs * 2, longestMs);
      await pause(ms, signal);
    },
    reset() {
      nextMs = firstMs;
    },
  };
}

/** Resolves after `ms`, at once when the signal is aborted. Never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}

/** Resolves with the work, or when the signal is aborted, and leaves no listener behind. Rejects as the work does. */
export async function untilAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const aborted = Promise.withResolvers<void>();
  const abort = () => aborted.resolve();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
