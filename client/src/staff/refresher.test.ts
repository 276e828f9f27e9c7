import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRefresher } from './refresher.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const pace = { afterMs: 100, everyMs: 1_000 };

test('a refresher answers a burst of requests with one run, soon', async () => {
  let runs = 0;
  const refresher = createRefresher(async () => void runs++, pace);
  for (let count = 0; count < 50; count++) refresher.request();
  await vi.advanceTimersByTimeAsync(99);
  expect(runs).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(runs).toBe(1);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(runs).toBe(1);
});

test('a refresher that is asked all the time runs once in its time, and once after the last request', async () => {
  let runs = 0;
  const refresher = createRefresher(async () => void runs++, pace);
  for (let ms = 0; ms < 5_000; ms += 50) {
    refresher.request();
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(runs).toBe(5);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(runs).toBe(6);
});

test('a refresher never runs twice at a time, and runs again for what came meanwhile', async () => {
  const ends: (() => void)[] = [];
  const refresher = createRefresher(() => new Promise<void>((resolve) => ends.push(resolve)), pace);
  refresher.request();
  await vi.advanceTimersByTimeAsync(100);
  refresher.request();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await vi.advanceTimersByTimeAsync(100);
  expect(ends).toHaveLength(2);
});

test('a refresher that is started runs at once, and keeps its pace from then on', async () => {
  let runs = 0;
  const refresher = createRefresher(async () => void runs++, pace);
  refresher.start();
  expect(runs).toBe(1);
  await vi.advanceTimersByTimeAsync(10);
  refresher.request();
  await vi.advanceTimersByTimeAsync(500);
  expect(runs).toBe(1);
  await vi.advanceTimersByTimeAsync(500);
  expect(runs).toBe(2);
});

test('a disposed refresher runs no more, also when it is disposed while it runs', async () => {
  let end = () => {};
  let runs = 0;
  const work = () => {
    runs++;
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  };
  const refresher = createRefresher(work, pace);
  refresher.request();
  await vi.advanceTimersByTimeAsync(100);
  refresher.request();
  refresher.dispose();
  end();
  refresher.request();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(runs).toBe(1);
});
