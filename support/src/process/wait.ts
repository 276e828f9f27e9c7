import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves after `ms`, or as soon as `signal` is aborted. Never rejects: the caller checks the signal. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}

/**
 * Resolves when `work` has settled, or as soon as `signal` is aborted, and leaves no listener behind. Never rejects: the
 * caller checks the signal, and awaits `work` where its outcome matters.
 */
export async function settledOrAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const aborted = Promise.withResolvers<void>();
  const abort = () => aborted.resolve();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([work.catch(() => {}), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
