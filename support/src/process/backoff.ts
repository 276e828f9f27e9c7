import { pause } from './wait.ts';

/** The waits between attempts, in milliseconds: doubling from the first up to the longest. */
export interface BackoffTimes {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** The state of one retried activity that runs for as long as its process, such as a reader that reconnects. */
export interface Backoff {
  /** How many waits there were since the start or the last `reset`. */
  readonly failures: number;
  /** Waits before the next attempt, each time longer; returns at once when the signal is aborted. Never rejects. */
  wait(): Promise<void>;
  /** The activity made progress: the next wait is the first again. */
  reset(): void;
}

/** The wait after failure number `failures` (from 1), in milliseconds: in the upper half of its step, by `random` from 0 to 1. */
export function backoffMs({ firstMs, maxMs }: BackoffTimes, failures: number, random: number): number {
  const full = Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return full / 2 + (full / 2) * random;
}

/** Makes a backoff whose waits end when `signal` is aborted. */
export function createBackoff(times: BackoffTimes, signal: AbortSignal): Backoff {
  let failures = 0;
  return {
    get failures() {
      return failures;
    },
    async wait() {
      failures += 1;
      await pause(backoffMs(times, failures, Math.random()), signal);
    },
    reset() {
      failures = 0;
    },
  };
}
