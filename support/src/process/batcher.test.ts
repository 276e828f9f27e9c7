import { describe, expect, it } from 'vitest';
import { type BatchEntry, createBatcher } from './batcher.ts';
import { createRetryingBatcher } from './retrying-batcher.ts';

const disposedError = () => new Error('disposed');

/** Flushes that end when the test says so. */
function pausedFlushes() {
  const begun: { readonly items: string[]; end(): void }[] = [];
  const flush = async (entries: readonly BatchEntry<string, string>[]) => {
    const ended = Promise.withResolvers<void>();
    begun.push({ items: entries.map(({ item }) => item), end: ended.resolve });
    await ended.promise;
    for (const { item, resolve } of entries) resolve(item.toUpperCase());
  };
  return { begun, flush };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

describe('a batcher', () => {
  it('flushes what arrives in one turn together, and what arrives meanwhile with the next flush', async () => {
    const { begun, flush } = pausedFlushes();
    await using batcher = createBatcher({ flush, maxSize: 3, disposedError });
    const first = ['a', 'b'].map((item) => batcher.add(item));
    await turn();
    const later = ['c', 'd', 'e', 'f'].map((item) => batcher.add(item));
    expect(batcher.size).toBe(6);
    for (let at = 0; at < 3; at += 1) {
      begun[at]?.end();
      await turn();
    }
    expect(await Promise.all([...first, ...later])).toEqual(['A', 'B', 'C', 'D', 'E', 'F']);
    expect(begun.map(({ items }) => items)).toEqual([['a', 'b'], ['c', 'd', 'e'], ['f']]);
    await batcher.idle();
    expect(batcher.size).toBe(0);
  });

  it('never has two flushes of a key in flight, and takes an item alone that is larger than a batch', async () => {
    const { begun, flush } = pausedFlushes();
    const sizeOf = (item: string) => item.length;
    const keyOf = (item: string) => item.charAt(0);
    await using batcher = createBatcher({ flush, keyOf, sizeOf, maxSize: 3, flushes: 2, disposedError });
    const added = ['a1', 'b1', 'a2', 'c-large', 'd'].map((item) => batcher.add(item));
    for (let at = 0; at < 5; at += 1) {
      await turn();
      begun[at]?.end();
    }
    expect(await Promise.all(added)).toEqual(['A1', 'B1', 'A2', 'C-LARGE', 'D']);
    expect(begun.map(({ items }) => items)).toEqual([['a1'], ['b1'], ['a2'], ['c-large'], ['d']]);
  });

  it('rejects the entries that a failed flush left open, and what is added after its end', async () => {
    const batcher = createBatcher<string, string>({
      async flush([first]) {
        first?.resolve('settled');
        throw new Error('a failure');
      },
      maxSize: 10,
      disposedError,
    });
    const [settled, open] = await Promise.allSettled([batcher.add('a'), batcher.add('b')]);
    expect(settled).toMatchObject({ value: 'settled' });
    expect(open).toMatchObject({ reason: new Error('a failure') });
    await batcher[Symbol.asyncDispose]();
    await expect(batcher.add('c')).rejects.toThrow('disposed');
  });
});

describe('a retrying batcher', () => {
  const backoff = { firstMs: 1, maxMs: 1 };
  const isFatal = (error: unknown) => error instanceof RangeError;

  it('retries what may succeed later, and rejects the item at fault alone', async () => {
    const retried: unknown[] = [];
    let outages = 2;
    const run = async (items: readonly number[]) => {
      if (outages > 0) {
        outages -= 1;
        throw new Error('away');
      }
      if (items.includes(3)) throw new RangeError('at fault');
      return items.map((item) => item * 10);
    };
    const onRetry = (error: unknown) => retried.push(error);
    await using batcher = createRetryingBatcher({ run, isFatal, onRetry, backoff, maxSize: 10, disposedError });
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map((item) => batcher.add(item)));
    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'rejected'))).toEqual([
      ...[10, 20, 'rejected', 40],
    ]);
    expect(retried).toEqual([new Error('away'), new Error('away')]);
  });

  it('rejects what could not be written yet when it is disposed', async () => {
    const failed = Promise.withResolvers<void>();
    const batcher = createRetryingBatcher<number, number>({
      run: () => Promise.reject(new Error('away')),
      isFatal,
      onRetry: () => failed.resolve(),
      backoff: { firstMs: 3_600_000, maxMs: 3_600_000 },
      maxSize: 1,
      disposedError,
    });
    const added = Promise.allSettled([batcher.add(1), batcher.add(2)]);
    await failed.promise;
    await batcher[Symbol.asyncDispose]();
    expect(await added).toMatchObject([{ reason: new Error('disposed') }, { reason: new Error('disposed') }]);
  });
});
