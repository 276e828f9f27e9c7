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

/**
 * Settles as `work` does, but rejects when `signal` has been aborted for `graceMs`: a stop does not wait for what hangs. What
 * becomes of the work is not known then.
 */
export async function withGrace<Result>(work: Promise<Result>, signal: AbortSignal, graceMs: number): Promise<Result> {
  await settledOrAborted(work, signal);
  if (!signal.aborted) return await work;
  const settled = new AbortController();
  const givenUp = pause(graceMs, settled.signal).then(() => {
    throw new Error(`given up: it had not ended ${graceMs} ms after the stop`, { cause: signal.reason });
  });
  givenUp.catch(() => {}); // it may come after the work
  try {
    return await Promise.race([work, givenUp]);
  } finally {
    settled.abort();
  }
}
