import { expect, test } from 'vitest';
import { barsOf, durationText, type Statistics, shareText, timingsOf } from './chart.ts';

const statistics: Statistics = {
  deliveryStatistics: [
    { start: '2030-01-02T09:00:00Z', channel: 'EMAIL', status: 'SENT', errorCode: null, count: 4 },
    { start: '2030-01-02T09:00:00Z', channel: 'SMS', status: 'FAILED', errorCode: 'REJECTED', count: 1 },
    { start: '2030-01-02T10:00:00.000Z', channel: 'SMS', status: 'FAILED', errorCode: 'REJECTED', count: 2 },
    { start: '2030-01-02T10:00:00Z', channel: 'SMS', status: 'FAILED', errorCode: 'EXPIRED', count: 5 },
    { start: '2030-01-02T10:00:00Z', channel: 'SMS', status: 'RETRYING', errorCode: 'RATE_LIMITED', count: 9 },
  ],
  deliveryTimings: [],
};

test('barsOf has a bar for every bucket, also an empty one, for one channel or all', () => {
  const starts = ['2030-01-02T08:00:00.000Z', '2030-01-02T09:00:00.000Z', '2030-01-02T10:00:00.000Z'];
  expect(barsOf(statistics, starts, null).map(({ total }) => total)).toEqual([0, 5, 16]);
  expect(barsOf(statistics, starts, 'SMS')[2]?.counts).toEqual({ FAILED: 7, RETRYING: 9 });
  expect(barsOf(statistics, starts, 'EMAIL').map(({ total }) => total)).toEqual([0, 4, 0]);
});

test('timingsOf has what a channel took in every bucket, and nothing where nothing was sent', () => {
  const starts = ['2030-01-02T09:00:00.000Z', '2030-01-02T10:00:00.000Z'];
  const timing = { start: '2030-01-02T10:00:00Z', channel: 'SMS', sent: 3, p50Ms: 120, p95Ms: 900 } as const;
  const timed = { ...statistics, deliveryTimings: [timing] };
  expect(timingsOf(timed, starts, 'SMS')).toEqual({ p50: [null, 120], p95: [null, 900] });
  expect(timingsOf(timed, starts, 'EMAIL')).toEqual({ p50: [null, null], p95: [null, null] });
});

test.each([
  [0, 0, '–'],
  [0, 7, '0 %'],
  [7, 7, '100 %'],
  [973, 1_000, '97.3 %'],
])('shareText shows %d of %d as %j', (part, whole, text) => {
  expect(shareText(part, whole)).toBe(text);
});

test.each([
  [12.4, '12 ms'],
  [2_130, '2.1 s'],
  [61_000, '61 s'],
  [240_000, '4 min'],
  [10_800_000, '3 h'],
])('durationText shows %d ms as %j', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
