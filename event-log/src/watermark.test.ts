import { describe, expect, it } from 'vitest';
import { createWatermark } from './watermark.ts';

describe('the watermark', () => {
  it('rises only over the contiguous finished prefix', () => {
    const watermark = createWatermark(10);
    for (const position of [10, 11, 12, 13]) watermark.start(position);
    watermark.finish(11);
    watermark.finish(13);
    expect(watermark.position).toBe(10);
    watermark.finish(10);
    expect(watermark.position).toBe(12);
    watermark.finish(12);
    expect(watermark.position).toBe(14);
  });

  it('rejects a position that was started before, finished or not', () => {
    const watermark = createWatermark(0);
    expect([watermark.start(0), watermark.start(1)]).toEqual([true, true]);
    watermark.finish(1);
    expect([watermark.start(0), watermark.start(1), watermark.start(2)]).toEqual([false, false, true]);
  });

  it('counts a position that the log leaves out as finished', () => {
    const watermark = createWatermark(0);
    watermark.start(0);
    watermark.start(7);
    watermark.finish(0);
    expect(watermark.position).toBe(7);
    watermark.finish(7);
    expect(watermark.position).toBe(8);
  });

  it('advances past the end of a batch without a record there, and keeps what is in flight', () => {
    const watermark = createWatermark(0);
    watermark.start(0);
    watermark.advanceTo(3);
    expect([watermark.position, watermark.next, watermark.start(2)]).toEqual([0, 3, false]);
    watermark.finish(0);
    expect(watermark.position).toBe(3);
  });

  it('knows the span that a crash would replay', () => {
    const watermark = createWatermark(100);
    for (let position = 100; position < 200; position += 1) watermark.start(position);
    for (let position = 101; position < 200; position += 1) watermark.finish(position);
    expect(watermark.span).toBe(100);
    watermark.finish(100);
    expect(watermark.span).toBe(0);
  });

  it('rises over what other members finished, and keeps what is in flight above that', () => {
    const watermark = createWatermark(0);
    for (const position of [0, 1, 2, 3]) watermark.start(position);
    watermark.markFinishedTo(2);
    expect(watermark.position).toBe(2);
    watermark.finish(0);
    watermark.markFinishedTo(1);
    expect([watermark.position, watermark.next]).toEqual([2, 4]);
    watermark.markFinishedTo(9);
    expect([watermark.position, watermark.next, watermark.start(8), watermark.start(9)]).toEqual([9, 9, false, true]);
  });

  it('never passes an unfinished position, in any order of finishing', () => {
    let seed = 42;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return seed % below;
    };
    for (let round = 0; round < 200; round += 1) {
      const watermark = createWatermark(0);
      const inFlight = new Set<number>();
      let next = 0;
      for (let step = 0; step < 200; step += 1) {
        if (random(2) === 0) {
          next += random(5) === 0 ? 1 + random(3) : 0;
          expect(watermark.start(next)).toBe(true);
          inFlight.add(next);
          next += 1;
        } else if (inFlight.size > 0) {
          const one = [...inFlight][random(inFlight.size)];
          if (one === undefined) throw new Error('unreachable');
          inFlight.delete(one);
          watermark.finish(one);
        }
        expect(watermark.position).toBe(inFlight.size === 0 ? next : Math.min(...inFlight));
      }
    }
  });
});
