import { describe, expect, it } from 'vitest';
import { until } from '../testing/until.ts';
import { createSlots } from './channel/slots.ts';
import { createAlarms } from './delivery/timers.ts';
import { createLanes } from './intake/lanes.ts';
import { createBatcher } from './ledger/batcher.ts';

describe('lanes', () => {
  it('run one at a time within a key, in order, and keys beside each other', async () => {
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

  it('keep their place for what pauses: the next of the key comes after it', async () => {
    const log: string[] = [];
    let resume = () => {};
    const lanes = createLanes(async (name: string) => {
      log.push(name);
      return name === 'a1' && log.length === 1
        ? (go) => {
            resume = go;
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
});

describe('slots', () => {
  it('are given to as many as there are, and then to those who waited longest', async () => {
    const slots = createSlots(2);
    const got: number[] = [];
    const backs = await Promise.all([slots.take(), slots.take()]);
    for (const i of [1, 2]) void slots.take().then(() => got.push(i));
    expect([slots.taken, slots.waiting]).toEqual([2, 2]);
    backs[0]?.();
    backs[0]?.(); // once is enough
    await until('the first', () => got.length === 1);
    expect([slots.taken, slots.waiting]).toEqual([2, 1]);
    expect(got).toEqual([1]);
  });

  it('are not given while paused', async () => {
    const slots = createSlots(1);
    slots.pause();
    let got = false;
    void slots.take().then(() => {
      got = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(got).toBe(false);
    slots.resume();
    await until('given', () => got);
  });
});

describe('alarms', () => {
  it('ring when it is time, unless they were turned off or everything has ended', async () => {
    const alarms = createAlarms();
    const rung: string[] = [];
    const soon = new Date(Date.now() + 20);
    alarms.set(soon, () => rung.push('first'));
    alarms.set(soon, () => rung.push('turned off'))();
    await until('the first', () => rung.length === 1);
    alarms.set(soon, () => rung.push('ended'));
    alarms[Symbol.dispose]();
    alarms.set(soon, () => rung.push('after the end'));
    expect(alarms.size).toBe(0);
    const control = createAlarms();
    await new Promise<void>((resolve) => control.set(new Date(Date.now() + 30), resolve));
    expect(rung).toEqual(['first']);
  });
});

describe('a batcher', () => {
  const disposedError = () => new Error('disposed');

  it('flushes together what came during the flush before, one item of a key at a time, in order', async () => {
    const flushes: string[][] = [];
    const gate = Promise.withResolvers<void>();
    await using batcher = createBatcher<string, string>({
      async run(items) {
        flushes.push([...items]);
        if (flushes.length === 1) await gate.promise;
        return items.map((item) => item.toUpperCase());
      },
      keyOf: (item) => item.charAt(0),
      maxSize: 10,
      isFatal: () => false,
      disposedError,
    });
    const first = batcher.add('x');
    await until('a flush', () => flushes.length === 1);
    const others = ['a1', 'a2', 'b1'].map((item) => batcher.add(item));
    gate.resolve();
    expect(await Promise.all([first, ...others])).toEqual(['X', 'A1', 'A2', 'B1']);
    expect(flushes).toEqual([['x'], ['a1', 'b1'], ['a2']]);
  });

  it('has two flushes in flight where it may, and never two of one key', async () => {
    const busy = new Set<string>();
    const done: string[] = [];
    let most = 0;
    let inFlight = 0;
    await using batcher = createBatcher<string, void>({
      async run(items) {
        most = Math.max(most, ++inFlight);
        for (const item of items) {
          expect(busy.has(item.charAt(0))).toBe(false);
          busy.add(item.charAt(0));
        }
        await new Promise((resolve) => setTimeout(resolve, items.length % 3));
        for (const item of items) busy.delete(item.charAt(0));
        done.push(...items);
        inFlight--;
        return items.map(() => undefined);
      },
      keyOf: (item) => item.charAt(0),
      flushes: 2,
      maxSize: 5,
      isFatal: () => false,
      disposedError,
    });
    const items = Array.from({ length: 400 }, (_, n) => `${'abcdefg'.charAt(n % 7)}${String(n).padStart(3, '0')}`);
    const adds = items.map(async (item, n) => {
      for (let turn = n % 5; turn > 0; turn--) await new Promise((resolve) => setImmediate(resolve));
      await batcher.add(item);
      if (n % 11 === 0) await batcher.add(`h${String(n).padStart(3, '0')}`); // comes as its flush ends
    });
    await Promise.all(adds);
    await batcher.idle();
    expect(batcher.size).toBe(0);
    expect(most).toBe(2);
    expect(done).toHaveLength(400 + 37);
  });

  it('tries again what failed for a while, and rejects alone what can never succeed', async () => {
    let failures = 2;
    let flushes = 0;
    await using batcher = createBatcher<number, number>({
      async run(items) {
        flushes += 1;
        if (failures-- > 0) throw new Error('away');
        if (items.includes(13)) throw new RangeError('thirteen');
        return items;
      },
      maxSize: 100,
      isFatal: (error) => error instanceof RangeError,
      disposedError,
    });
    const results = await Promise.allSettled([1, 2, 13, 4, 5].map((item) => batcher.add(item)));
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.message))).toEqual([
      1,
      2,
      'thirteen',
      4,
      5,
    ]);
    expect(flushes).toBeLessThan(10);
  });

  it('keeps each flush within its size, and rejects what waits when it is disposed', async () => {
    const sizes: number[] = [];
    const batcher = createBatcher<number, void>({
      async run(items) {
        sizes.push(items.reduce((sum, item) => sum + item, 0));
        return items.map(() => undefined);
      },
      sizeOf: (item) => item,
      maxSize: 10,
      isFatal: () => false,
      disposedError,
    });
    await Promise.all([4, 4, 4, 25, 3].map((item) => batcher.add(item)));
    expect(sizes).toEqual([8, 4, 25, 3]);
    await batcher[Symbol.asyncDispose]();
    await expect(batcher.add(1)).rejects.toThrow('disposed');
  });
});
