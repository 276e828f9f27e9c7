import { expect, test } from 'vitest';
import { barsOf, durationText, reasonsOf, type Statistics, spanFor } from './chart.ts';

const NOW = new Date('2030-01-02T10:20:30Z');

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

test.each([
  ['1h', 'MINUTE', 60],
  ['24h', 'HOUR', 24],
  ['7d', 'DAY', 7],
  ['30d', 'DAY', 30],
] as const)('spanFor divides the last %s by %s, the bucket that has begun included', (last, bucket, count) => {
  const span = spanFor(last, NOW);
  expect(span.bucket).toBe(bucket);
  expect(span.starts).toHaveLength(count);
  expect(span.starts[0]).toBe(span.since);
  expect(Date.parse(span.starts.at(-1) ?? '')).toBeLessThanOrEqual(NOW.getTime());
  expect(Date.parse(span.until)).toBeGreaterThan(NOW.getTime());
});

test('barsOf has a bar for every bucket, also an empty one, for one channel or all', () => {
  const starts = ['2030-01-02T08:00:00.000Z', '2030-01-02T09:00:00.000Z', '2030-01-02T10:00:00.000Z'];
  expect(barsOf(statistics, starts, null).map(({ total }) => total)).toEqual([0, 5, 16]);
  expect(barsOf(statistics, starts, 'SMS')[2]?.counts).toEqual({ FAILED: 7, RETRYING: 9 });
  expect(barsOf(statistics, starts, 'EMAIL').map(({ total }) => total)).toEqual([0, 4, 0]);
});

test('reasonsOf counts the reasons of failures, the most frequent first', () => {
  expect(reasonsOf(statistics)).toEqual([
    { channel: 'SMS', code: 'EXPIRED', count: 5 },
    { channel: 'SMS', code: 'REJECTED', count: 3 },
  ]);
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
