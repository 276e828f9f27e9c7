import { describe, expect, it } from 'vitest';
import { createUnfinishedBytes } from './unfinished-bytes.ts';

describe('the bytes of unfinished records', () => {
  it('leave half of the limit to the others when one partition takes all that it can get, a third when two do', () => {
    const unfinished = createUnfinishedBytes({ limit: 1_200, onRoom() {} });
    const own = [0, 0, 0];
    const fill = (partition: number) => {
      for (; unfinished.left(own[partition] ?? 0) > 0; own[partition] = (own[partition] ?? 0) + 1) unfinished.add(1);
    };
    fill(0);
    expect([own[0], unfinished.left(0) > 0]).toEqual([600, true]);
    fill(1);
    expect([own[1], unfinished.left(0) > 0]).toEqual([300, true]);
    fill(2);
    expect([own[2], unfinished.total]).toEqual([150, 1_050]);
  });

  it('report room once to partitions that found none, when something is removed', () => {
    let woken = 0;
    const unfinished = createUnfinishedBytes({ limit: 10, beside: () => 2, onRoom: () => (woken += 1) });
    unfinished.add(4);
    unfinished.remove(1);
    expect([unfinished.left(3), woken]).toEqual([2, 0]);
    unfinished.add(5);
    expect(unfinished.left(8)).toBe(-8);
    unfinished.remove(1);
    unfinished.remove(1);
    expect([unfinished.total, woken]).toEqual([8, 1]);
  });
});
