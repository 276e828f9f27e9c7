import { setImmediate as endOfTick } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { coalesceReads } from './coalesce.ts';

it('a coalesced read runs once for all equal requests of one tick', async () => {
  const begun: string[] = [];
  const read = coalesceReads(async (what: string, page: number) => {
    begun.push(what);
    return `${what} ${page}`;
  });
  const together = [read('a', 1), read('a', 1), read('b', 1), read('a', 1)];
  expect(begun).toEqual([]);
  expect(await Promise.all(together)).toEqual(['a 1', 'a 1', 'b 1', 'a 1']);
  expect(begun).toEqual(['a', 'b']);
});

it('requests made while a coalesced read is under way share the next one, which begins after it: it may lack what was committed meanwhile', async () => {
  const begun: string[] = [];
  const reads = [Promise.withResolvers<number>(), Promise.withResolvers<number>()];
  const read = coalesceReads((what: string) => {
    begun.push(what);
    return reads[begun.length - 1]?.promise ?? Promise.resolve(3);
  });
  const first = read('a');
  await endOfTick();
  const later = [read('a')];
  await endOfTick();
  later.push(read('a'));
  await endOfTick();
  expect(begun).toEqual(['a']);
  reads[0]?.reject(new Error('away'));
  await expect(first).rejects.toThrow('away');
  await endOfTick();
  expect(begun).toEqual(['a', 'a']);
  reads[1]?.resolve(2);
  expect(await Promise.all(later)).toEqual([2, 2]);
  expect(await read('a')).toBe(3);
});

it('a coalesced read that fails rejects every request that shares it, and the next request reads again', async () => {
  let times = 0;
  const read = coalesceReads(async () => {
    if (times++ === 0) throw new Error('away');
    return times;
  });
  expect(await Promise.allSettled([read(), read()])).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  expect(await read()).toBe(2);
});
