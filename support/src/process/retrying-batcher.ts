/**
 * A batcher for what must be written sooner or later.
 *
 * Promise: an item is rejected only for a fault of its own, or because the batcher was disposed. A batch that is refused for
 * good is halved until the item at fault stands alone; any other failure is retried until it succeeds.
 */
import type { BackoffTimes } from './backoff.ts';
import { type BatchEntry, type Batcher, type BatcherOptions, createBatcher } from './batcher.ts';
import { bisect } from './bisect.ts';
import { retryWithBackoff } from './retry.ts';

/** How a retrying batcher works. */
export interface RetryingBatcherOptions<Item, Result> extends Omit<BatcherOptions<Item, Result>, 'flush'> {
  /** Writes items; resolves with one result for each, in their order. */
  run(items: readonly Item[]): Promise<readonly Result[]>;
  /** Whether a failure is the fault of what was written, and would come again. */
  isFatal(error: unknown): boolean;
  /** Called with each failure that is retried. */
  onRetry?(error: unknown): void;
  /** @default from 50 ms to 2 s */
  readonly backoff?: BackoffTimes;
  /** The error of items that are added, or not written yet, when the batcher is disposed. */
  disposedError(): Error;
}

/** Makes a retrying batcher. Disposing it waits for the attempt in flight and rejects the rest. */
export function createRetryingBatcher<Item, Result>(
  options: RetryingBatcherOptions<Item, Result>,
): Batcher<Item, Result> {
  const { run, isFatal, onRetry = () => {}, disposedError, backoff = { firstMs: 50, maxMs: 2_000 } } = options;

  async function runAll(entries: readonly BatchEntry<Item, Result>[], signal: AbortSignal): Promise<void> {
    const attempt = () => run(entries.map(({ item }) => item));
    const isRetryable = (error: unknown) => !isFatal(error);
    const results = await retryWithBackoff(attempt, { backoff, signal, isRetryable, onRetry });
    for (const [index, { resolve }] of entries.entries()) resolve(results[index] as Result); // run gives one for each
  }

  return createBatcher<Item, Result>({
    ...options,
    async flush(entries, signal) {
      const refuse = ({ reject }: BatchEntry<Item, Result>, error: unknown) => reject(error);
      await bisect(entries, { run: (some) => runAll(some, signal), isAtFault: isFatal, refuse }).catch(() => {
        for (const { reject } of entries) reject(disposedError());
      });
    },
  });
}
