import { describe, expect, it } from 'vitest';
import { createHeldBytes } from './unfinished-bytes.ts';

describe('the bytes that unfinished records hold', () => {
  it('leave half of the limit to the others when one partition takes all that it can get, a third when two do', () => {
    const held = createHeldBytes({ limit: 1_200, onRoom() {} });
    const own = [0, 0, 0];
    const fill = (partition: number) => {
      for (; held.left(own[partition] ?? 0) > 0; own[partition] = (own[partition] ?? 0) + 1) held.add(1);
    };
    fill(0);
    expect([own[0], held.left(0) > 0]).toEqual([600, true]);
    fill(1);
    expect([own[1], held.left(0) > 0]).toEqual([300, true]);
    fill(2);
    expect([own[2], held.total]).toEqual([150, 1_050]);
  });

  it('wake those who wait for room once, when something is removed', () => {
    let woken = 0;
    const held = createHeldBytes({ limit: 10, beside: () => 2, onRoom: () => (woken += 1) });
    held.add(4);
    held.remove(1);
    expect([held.left(3), woken]).toEqual([2, 0]);
    held.add(5);
    expect(held.left(8)).toBe(-8);
    held.remove(1);
    held.remove(1);
    expect([held.total, woken]).toEqual([8, 1]);
  });
});
