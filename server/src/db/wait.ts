import { setTimeout as sleep } from 'node:timers/promises';

/** How waits grow between tries: doubling from `firstMs` up to `maxMs`, each somewhere in its upper half. */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** The wait before try number `tries` (from 1), in milliseconds. `random` is from 0 to 1. */
export function backoffMs({ firstMs, maxMs }: Backoff, tries: number, random: number): number {
  const full = Math.min(maxMs, firstMs * 2 ** Math.min(tries - 1, 30));
  return full / 2 + (full / 2) * random;
}

/** Waits, or returns at once when `signal` aborts. Never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}

/**
 * Tries until it succeeds; resolves with null when `signal` aborts first.
 * `onFailure` hears of each failure and how many there were.
 */
export async function keepTrying<Result>(
  attempt: () => Promise<Result>,
  backoff: Backoff,
  signal: AbortSignal,
  onFailure: (error: unknown, tries: number) => void,
): Promise<Result | null> {
  for (let tries = 1; !signal.aborted; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (signal.aborted) break;
      onFailure(error, tries);
      await pause(backoffMs(backoff, tries, Math.random()), signal);
    }
  }
  return null;
}

/** Waits until something is ready, has failed, or `signal` aborts: whoever waits looks at the signal then. Never rejects. */
export async function readyOrAborted(ready: Promise<unknown>, signal: AbortSignal): Promise<void> {
  await Promise.race([ready.catch(() => {}), aborted(signal)]);
}

/** Resolves when `signal` aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
