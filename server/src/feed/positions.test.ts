import { describe, expect, it } from 'vitest';
import { highest, isBeyond, positionsFrom, withPosition } from './positions.ts';

describe('feed positions', () => {
  it('positionsFrom fills partitions that are missing with -1, whatever the order', () => {
    expect(
      positionsFrom(
        new Map([
          [3, 7],
          [1, 0],
        ]),
      ),
    ).toEqual([-1, 0, -1, 7]);
    expect(positionsFrom([])).toEqual([]);
  });

  it('withPosition advances one partition in a copy, and never goes back', () => {
    const before = [5];
    expect(withPosition(before, 2, 1)).toEqual([5, -1, 1]);
    expect(before).toEqual([5]);
    expect(withPosition(before, 0, 5)).toBe(before);
    expect(withPosition(before, 0, 4)).toBe(before);
  });

  it('highest takes the higher position of each partition, also of those that only one side has', () => {
    expect(highest([1, 9], [3, 2, 0])).toEqual([3, 9, 0]);
  });

  it('isBeyond is true as soon as one partition is above its limit', () => {
    expect(isBeyond([1, 2], [1, 2])).toBe(false);
    expect(isBeyond([1, 3], [9, 2])).toBe(true);
    expect(isBeyond([0, 0], [0])).toBe(true);
    expect(isBeyond([0, -1], [0])).toBe(false);
  });
});
