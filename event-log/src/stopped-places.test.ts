import { expect, it } from 'vitest';
import { createStoppedPlaces } from './stopped-places.ts';

it('a partition counts as stopped while its batch cannot be decoded, and no longer once the batch is skipped or read', () => {
  let nowMs = 0;
  const places = createStoppedPlaces(() => nowMs);
  const undecodable = { kind: 'undecodable', topic: 't', from: 7, to: 9, reason: 'checksum', skipped: false } as const;
  places.add({ kind: 'stalled', topic: 't', silentMs: 1 });
  places.add({ ...undecodable, partition: 0 });
  places.add({ ...undecodable, partition: 1 });
  expect(places.now()).toMatchObject([0, 1].map((partition) => ({ topic: 't', partition, position: 7 })));
  places.add({ ...undecodable, partition: 1, skipped: true });
  nowMs = 50_000;
  expect(places.now()).toMatchObject([{ partition: 0 }]);
  places.add({ ...undecodable, partition: 0 });
  nowMs = 100_000;
  expect(places.now()).toMatchObject([{ partition: 0 }]);
  nowMs = 200_000;
  expect(places.now()).toEqual([]);
});
