import { type BackoffTimes, createBackoff } from './backoff.ts';

/** How work is retried. */
export interface RetryOptions {
  readonly backoff: BackoffTimes;
  /** Ends the attempts: no further one begins, and the wait between two is cut short. */
  readonly signal: AbortSignal;
  /** Whether another attempt may succeed. @default always */
  isRetryable?(error: unknown): boolean;
  /** Called with each failure that is retried, before the wait; `failures` counts from 1. */
  onRetry?(error: unknown, failures: number): void;
}

/**
 * Runs `work` until it succeeds, and resolves with its result.
 *
 * @throws what `work` throws that is not retryable; the signal's reason once it is aborted
 */
export async function retryWithBackoff<Result>(work: () => Promise<Result>, options: RetryOptions): Promise<Result> {
  const { signal, isRetryable = () => true, onRetry = () => {} } = options;
  const backoff = createBackoff(options.backoff, signal);
  for (;;) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted(); // what failed because of the stop is no failure to report
      if (!isRetryable(error)) throw error;
      onRetry(error, backoff.failures + 1);
    }
    await backoff.wait();
  }
}
