import { describe, expect, it } from 'vitest';
import { backoffMs, createBackoff } from './backoff.ts';
import { retryWithBackoff } from './retry.ts';

const quick = { firstMs: 1, maxMs: 2 };

describe('the waits of a backoff', () => {
  it('double up to the longest, each in the upper half of its step', () => {
    const times = { firstMs: 100, maxMs: 1_000 };
    expect([1, 2, 3, 4, 5, 1_000_000].map((failures) => backoffMs(times, failures, 1))).toEqual([
      ...[100, 200, 400, 800, 1_000, 1_000],
    ]);
    expect(backoffMs(times, 3, 0)).toBe(200);
  });

  it('begin again after progress, and end at once when they are aborted', async () => {
    const closing = new AbortController();
    const backoff = createBackoff(quick, closing.signal);
    await backoff.wait();
    await backoff.wait();
    expect(backoff.failures).toBe(2);
    backoff.reset();
    expect(backoff.failures).toBe(0);
    closing.abort();
    await createBackoff({ firstMs: 3_600_000, maxMs: 3_600_000 }, closing.signal).wait();
  });
});

describe('retrying', () => {
  it('goes on until the work succeeds, and reports each failure before it', async () => {
    const reported: string[] = [];
    let runs = 0;
    const work = async () => {
      runs += 1;
      if (runs < 4) throw new Error(`failure ${runs}`);
      return 'done';
    };
    const onRetry = (error: unknown, failures: number) => reported.push(`${failures}: ${(error as Error).message}`);
    const { signal } = new AbortController();
    expect(await retryWithBackoff(work, { backoff: quick, signal, onRetry })).toBe('done');
    expect(reported).toEqual(['1: failure 1', '2: failure 2', '3: failure 3']);
  });

  it('ends with a failure that is not retryable', async () => {
    const reported: unknown[] = [];
    const { signal } = new AbortController();
    const options = {
      backoff: quick,
      signal,
      isRetryable: () => false,
      onRetry: (error: unknown) => reported.push(error),
    };
    await expect(retryWithBackoff(() => Promise.reject(new Error('for good')), options)).rejects.toThrow('for good');
    expect(reported).toEqual([]);
  });

  it('ends with the reason of the abort: before an attempt, in the wait, and where the attempt fails for it', async () => {
    for (const when of ['before', 'in the wait', 'in the attempt']) {
      const closing = new AbortController();
      if (when === 'before') closing.abort(new Error('stopped'));
      const work = async () => {
        if (when === 'in the attempt') closing.abort(new Error('stopped'));
        throw new Error('a failure');
      };
      const onRetry = () => setImmediate(() => closing.abort(new Error('stopped')));
      const options = { backoff: { firstMs: 3_600_000, maxMs: 3_600_000 }, signal: closing.signal, onRetry };
      await expect(retryWithBackoff(work, options), when).rejects.toThrow('stopped');
    }
  });
});
