import { setImmediate as endOfTick } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { coalescePerTick } from './coalesce.ts';

it('a coalesced read runs once for all equal requests of one tick, and again for later ones', async () => {
  const begun: string[] = [];
  const goOn = Promise.withResolvers<void>();
  const read = coalescePerTick(async (what: string, page: number) => {
    begun.push(what);
    await goOn.promise;
    return `${what} ${page}`;
  });
  const together = [read('a', 1), read('a', 1), read('b', 1), read('a', 1)];
  expect(begun).toEqual([]);
  await endOfTick();
  expect(begun).toEqual(['a', 'b']);
  const later = read('a', 1); // the first read is under way, and may not contain what was committed meanwhile
  await endOfTick();
  expect(begun).toEqual(['a', 'b', 'a']);
  goOn.resolve();
  expect(await Promise.all([...together, later])).toEqual(['a 1', 'a 1', 'b 1', 'a 1', 'a 1']);
});

it('a coalesced read that fails rejects every request that shares it, and the next request reads again', async () => {
  let times = 0;
  const read = coalescePerTick(async () => {
    if (times++ === 0) throw new Error('away');
    return times;
  });
  expect(await Promise.allSettled([read(), read()])).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  expect(await read()).toBe(2);
});
