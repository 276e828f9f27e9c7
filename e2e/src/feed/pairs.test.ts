import { expect, it } from 'vitest';
import { countPairs, sumPairs } from './pairs.ts';

const ofOne = (...keys: string[]) => keys.map((key) => ({ key, appointmentId: 'one' }));
const whole = { expected: 3, received: 3, twice: 0, unexpected: 0, outOfOrder: 0 };

it('countPairs finds nothing wrong with a client that got everything, in order, once', () => {
  expect(countPairs(ofOne('a', 'b', 'c'), ['a', 'b', 'c'])).toEqual(whole);
});

it('countPairs counts what is missing, what came twice, too early, and what nobody expected', () => {
  expect(countPairs(ofOne('a', 'b', 'c'), ['a', 'c'])).toEqual({ ...whole, received: 2 });
  expect(countPairs(ofOne('a', 'b', 'c'), ['a', 'b', 'a', 'c'])).toEqual({ ...whole, twice: 1 });
  expect(countPairs(ofOne('a', 'b', 'c'), ['a', 'c', 'b'])).toEqual({ ...whole, outOfOrder: 1 });
  expect(countPairs(ofOne('a', 'b', 'c'), ['a', 'x', 'b', 'c'])).toEqual({ ...whole, unexpected: 1 });
});

it('sumPairs does not let one client make up for another', () => {
  const all = [countPairs(ofOne('a', 'b'), ['a', 'b', 'b']), countPairs(ofOne('a', 'b'), ['a'])];
  expect(sumPairs(all)).toEqual({ expected: 4, received: 3, twice: 1, unexpected: 0, outOfOrder: 0 });
});

it('countPairs checks the order within each appointment, and none across them', () => {
  const expected = [...ofOne('a', 'b'), { key: 'x', appointmentId: 'other' }];
  expect(countPairs(expected, ['x', 'a', 'b'])).toEqual(whole);
  expect(countPairs(expected, ['x', 'b', 'a'])).toEqual({ ...whole, outOfOrder: 1 });
});
