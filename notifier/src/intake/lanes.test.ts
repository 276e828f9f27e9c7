import { describe, expect, it } from 'vitest';
import { until } from '../../testing/until.ts';
import { createLanes } from './lanes.ts';

describe('lanes', () => {
  it('lanes run one item at a time within a key, in order, and keys beside each other', async () => {
    const log: string[] = [];
    const gates = new Map(['a1', 'a2', 'b1'].map((name) => [name, Promise.withResolvers<void>()]));
    const lanes = createLanes(async (name: string) => {
      log.push(`begin ${name}`);
      await gates.get(name)?.promise;
      log.push(`end ${name}`);
      return 'done';
    });
    for (const name of ['a1', 'a2', 'b1']) lanes.push(name.charAt(0), name);
    await until('both keys', () => log.length === 2);
    expect(log).toEqual(['begin a1', 'begin b1']);
    for (const gate of gates.values()) gate.resolve();
    await until('all', () => lanes.size === 0);
    expect(log.filter((line) => line.includes('a'))).toEqual(['begin a1', 'end a1', 'begin a2', 'end a2']);
  });

  it('lanes keep the place of an item that pauses: the next one of its key comes after it', async () => {
    const log: string[] = [];
    let resume = () => {};
    const lanes = createLanes(async (name: string) => {
      log.push(name);
      return name === 'a1' && log.length === 1
        ? (go) => {
            resume = go;
            return () => {};
          }
        : 'done';
    });
    lanes.push('a', 'a1');
    lanes.push('a', 'a2');
    await until('paused', () => log.length === 1);
    resume();
    await until('all', () => lanes.size === 0);
    expect(log).toEqual(['a1', 'a1', 'a2']);
  });

  it('lanes release an item that pauses, once, one that runs where it would pause, and those that are queued', async () => {
    const log: string[] = [];
    const gates = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
    let cancelled = 0;
    const lanes = createLanes(async (name: string) => {
      const turn = log.push(name) - 1;
      await gates[turn]?.promise;
      if (turn > 1) return 'done';
      return () => () => {
        cancelled += 1;
      };
    });
    const all = () => true;
    for (const name of ['a1', 'a2', 'a3']) lanes.push('a', name);
    lanes.release('a', (name) => name === 'a1');
    lanes.release('nothing there', all);
    gates[0]?.resolve();
    await until('it runs again, without a pause', () => log.length === 2);
    expect([lanes.pausing, log.length]).toEqual([0, 2]);
    gates[1]?.resolve();
    await until('it pauses', () => lanes.pausing === 1);
    lanes.release('a', (name) => name === 'a3');
    expect([...log, lanes.pausing]).toEqual(['a1', 'a1', 'a3', 1]);
    lanes.release('a', (name) => name === 'a1');
    lanes.release('a', (name) => name === 'a1');
    expect([lanes.pausing, cancelled]).toEqual([0, 1]);
    for (const { resolve } of gates) resolve();
    await until('all', () => lanes.size === 0);
    expect(log).toEqual(['a1', 'a1', 'a3', 'a1', 'a2']);
  });

  it('lanes release every other one of very many that are queued', async () => {
    let ran = 0;
    const lanes = createLanes(async (nth: number) => {
      ran += 1;
      return nth === 0 ? () => () => {} : 'done';
    });
    for (let nth = 0; nth < 300_000; nth += 1) lanes.push('a', nth);
    await until('the first pauses', () => lanes.pausing === 1);
    lanes.release('a', (nth) => nth % 2 === 1);
    await until('they have run', () => lanes.size === 150_000);
    expect(ran).toBe(150_001);
  });
});
