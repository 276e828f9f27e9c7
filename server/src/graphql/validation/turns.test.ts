import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createTurns } from './turns.ts';

describe('the turns of requests that are checked', () => {
  it('take no more than their share of one turn of the event loop, and keep their order', async () => {
    let nowMs = 0;
    const turns = createTurns(10, () => nowMs);
    const ran: number[] = [];
    const works = [1, 2, 3, 4, 5].map((n) =>
      turns.run(() => {
        nowMs += 6;
        ran.push(n);
        return n;
      }),
    );
    expect(ran).toEqual([1, 2]);
    await turn();
    expect(ran).toEqual([1, 2, 3, 4]);
    expect(await Promise.all(works)).toEqual([1, 2, 3, 4, 5]);
    await turn();
    await turns.run(() => ran.push(6)); // a turn of its own, at once
    expect(ran).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('reject where their work throws, and go on', async () => {
    const turns = createTurns();
    const failing = turns.run(() => {
      throw new Error('a fault');
    });
    await expect(failing).rejects.toThrow('a fault');
    expect(await turns.run(() => 'done')).toBe('done');
  });
});
