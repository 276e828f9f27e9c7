import { expect, test } from 'vitest';
import { dayOf } from './day.ts';
import { relativeTo } from './relative.ts';

const now = new Date('2026-11-27T12:00:00Z');

test.each([
  ['2026-11-27T12:20:00Z', 'in 20 minutes'],
  ['2026-11-27T11:59:58Z', 'this minute'],
  ['2026-11-27T11:15:00Z', '45 minutes ago'],
  ['2026-11-27T14:00:00Z', 'in 2 hours'],
  ['2026-11-28T12:00:00Z', 'in 24 hours'],
  ['2026-11-30T12:00:00Z', 'in 3 days'],
  ['2026-11-20T12:00:00Z', '7 days ago'],
  ['no time', ''],
])('%s is %j at noon', (time, words) => {
  expect(relativeTo(time, now)).toBe(words);
});

test('a day begins and ends at midnight where the reader is, and holds the instant', () => {
  for (const at of [now, new Date(2027, 2, 28, 1, 30), new Date(2027, 9, 31, 23, 59, 59)]) {
    const { since, until } = dayOf(at);
    expect(new Date(since).getHours()).toBe(0);
    expect(new Date(until).getHours()).toBe(0);
    expect(new Date(until).getDate()).not.toBe(new Date(since).getDate());
    expect(Date.parse(since)).toBeLessThanOrEqual(at.getTime());
    expect(Date.parse(until)).toBeGreaterThan(at.getTime());
  }
});
