import { expect, it } from 'vitest';
import type { PlacedChange } from '../deliveries/delivery-change.ts';
import { publishInSlices } from './fan-out.ts';

const changes = Array.from({ length: 600 }, (_, index) => ({ position: 2 * index }) as PlacedChange);

it('publishing a large batch leaves ticks between its slices, and each slice says how far it reaches', async () => {
  const published: { count: number; through: number }[] = [];
  const ticksAt: number[] = [];
  let ticks = 0;
  let ticking = setImmediate(function tick() {
    ticks++;
    ticking = setImmediate(tick);
  });
  const hub = {
    publish(_partition: number, slice: readonly PlacedChange[], through: number) {
      published.push({ count: slice.length, through });
      ticksAt.push(ticks);
    },
  };
  await publishInSlices(hub, 0, changes, 1_300);
  clearImmediate(ticking);
  expect(published).toEqual([
    { count: 250, through: 498 },
    { count: 250, through: 998 },
    { count: 100, through: 1_300 },
  ]);
  expect(new Set(ticksAt).size).toBe(3);
});

it('publishing a batch without changes still says how far the partition was read', async () => {
  const published: number[] = [];
  await publishInSlices({ publish: (_partition, _changes, through) => published.push(through) }, 0, [], 7);
  expect(published).toEqual([7]);
});
