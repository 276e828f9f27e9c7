import { describe, expect, it } from 'vitest';
import { bisect } from './bisect.ts';

const handle = async (items: readonly number[], isBad: (item: number) => boolean) => {
  const done: string[] = [];
  let runs = 0;
  await bisect(items, {
    async run(some) {
      runs++;
      if (some.includes(-1)) throw new Error('out of order');
      if (some.some(isBad)) throw new RangeError('bad');
      done.push(...some.map(String));
    },
    isAtFault: (error) => error instanceof RangeError,
    refuse: (item) => void done.push(`refused ${item}`),
  });
  return { done, runs };
};

describe('bisecting', () => {
  it('handles what is good at once', async () => {
    expect(await handle([1, 2, 3], () => false)).toEqual({ done: ['1', '2', '3'], runs: 1 });
    expect(await handle([], () => false)).toEqual({ done: [], runs: 0 });
  });

  it('finds each item at fault, in its turn, and handles the others in their order', async () => {
    const { done } = await handle([1, 2, 3, 4, 5, 6, 7], (item) => item === 3 || item === 4 || item === 7);
    expect(done).toEqual(['1', '2', 'refused 3', 'refused 4', '5', '6', 'refused 7']);
  });

  it('stops at a failure that is no item’s fault', async () => {
    await expect(handle([1, 9, -1, 2], (item) => item === 9)).rejects.toThrow('out of order');
  });
});
