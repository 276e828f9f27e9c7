import { setImmediate as endOfTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { sharedInTurn } from './coalesce.ts';

it('reads once for all who ask for the same in one turn, and again for who asks later', async () => {
  const begun: string[] = [];
  const goOn = Promise.withResolvers<void>();
  const read = sharedInTurn(async (what: string, page: number) => {
    begun.push(what);
    await goOn.promise;
    return `${what} ${page}`;
  });
  const together = [read('a', 1), read('a', 1), read('b', 1), read('a', 1)];
  expect(begun).toEqual([]);
  await endOfTurn();
  expect(begun).toEqual(['a', 'b']);
  const later = read('a', 1); // the first read of it is under way, and may not hold what was committed meanwhile
  await endOfTurn();
  expect(begun).toEqual(['a', 'b', 'a']);
  goOn.resolve();
  expect(await Promise.all([...together, later])).toEqual(['a 1', 'a 1', 'b 1', 'a 1', 'a 1']);
});

it('tells everybody of a failure, and tries anew for who asks next', async () => {
  let times = 0;
  const read = sharedInTurn(async () => {
    if (times++ === 0) throw new Error('away');
    return times;
  });
  expect(await Promise.allSettled([read(), read()])).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  expect(await read()).toBe(2);
});
