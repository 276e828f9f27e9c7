import { expect, it } from 'vitest';
import { countPairs, sumPairs } from './pairs.ts';

const whole = { expected: 3, received: 3, twice: 0, unexpected: 0, outOfOrder: 0 };

it('counts a client that got everything, in order, once', () => {
  expect(countPairs(['a', 'b', 'c'], ['a', 'b', 'c'])).toEqual(whole);
});

it('counts what is missing, what came twice, too early, and what nobody expected', () => {
  expect(countPairs(['a', 'b', 'c'], ['a', 'c'])).toEqual({ ...whole, received: 2 });
  expect(countPairs(['a', 'b', 'c'], ['a', 'b', 'a', 'c'])).toEqual({ ...whole, twice: 1 });
  expect(countPairs(['a', 'b', 'c'], ['a', 'c', 'b'])).toEqual({ ...whole, outOfOrder: 1 });
  expect(countPairs(['a', 'b', 'c'], ['a', 'x', 'b', 'c'])).toEqual({ ...whole, unexpected: 1 });
});

it('does not let one client make up for another', () => {
  const all = [countPairs(['a', 'b'], ['a', 'b', 'b']), countPairs(['a', 'b'], ['a'])];
  expect(sumPairs(all)).toEqual({ expected: 4, received: 3, twice: 1, unexpected: 0, outOfOrder: 0 });
});
