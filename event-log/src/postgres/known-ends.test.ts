import { expect, it } from 'vitest';
import { createKnownEnds } from './known-ends.ts';

it('a partition may reach beyond any place until it was read, and then beyond those below its end', () => {
  const ends = createKnownEnds();
  ends.announced(new Map([[1, 5]]));
  expect(ends.mayReachBeyond(1, 9)).toBe(true);
  ends.reading(1);
  ends.found(1, 7);
  expect([6, 7].map((next) => ends.mayReachBeyond(1, next))).toEqual([true, false]);
  expect(ends.mayReachBeyond(2, 9)).toBe(true);
});

it('an announcement raises an end, also while the partition is read; an old one changes nothing', () => {
  const ends = createKnownEnds();
  ends.reading(1);
  ends.announced(new Map([[1, 8]]));
  ends.found(1, 7);
  expect(ends.mayReachBeyond(1, 7)).toBe(true);
  ends.announced(new Map([[1, 3]]));
  expect([7, 8].map((next) => ends.mayReachBeyond(1, next))).toEqual([true, false]);
});

it('a partition is read again after a change that was not described, also one that comes while it is read', () => {
  const ends = createKnownEnds();
  ends.reading(1);
  ends.announced(null);
  ends.found(1, 7);
  expect(ends.mayReachBeyond(1, 7)).toBe(true);
});
