import { expect, test } from 'vitest';
import { backoffMs, sleep } from './backoff.ts';

test('backoffMs doubles up to 30 seconds, over the whole range from 100 ms', () => {
  expect([0, 1, 2, 6, 7, 1_000].map((failures) => backoffMs(failures, () => 1))).toEqual([
    600, 1_100, 2_100, 30_100, 30_100, 30_100,
  ]);
  expect(backoffMs(9, () => 0)).toBe(100);
});

test('sleep ends early, without an error, when its signal aborts', async () => {
  const abort = new AbortController();
  const sleeping = sleep(60_000, abort.signal);
  abort.abort();
  await sleeping;
  await sleep(60_000, abort.signal);
});
