import { expect, test } from 'vitest';
import { byUrgency, type Failing } from './urgency.ts';

const now = new Date('2026-11-27T12:00:00Z');

function failing(id: string, time: string | null, updatedAt = '2026-11-27T11:00:00Z'): Failing {
  return { id, appointment: time === null ? null : { time: `2026-11-${time}:00Z` }, updatedAt };
}

test('the soonest appointment to come is first, then the past from the latest on, then those of other systems', () => {
  const failures = [
    failing('other-old', null, '2026-11-26T09:00:00Z'),
    failing('past-long', '20T08:00'),
    failing('next-week', '30T08:00'),
    failing('past-just', '27T11:59'),
    failing('other-new', null, '2026-11-27T11:30:00Z'),
    failing('soon', '27T12:10'),
    failing('now', '27T12:00'),
  ];
  const expected = ['now', 'soon', 'next-week', 'past-just', 'past-long', 'other-new', 'other-old'];
  expect(byUrgency(failures, now).map(({ id }) => id)).toEqual(expected);
  expect(byUrgency(failures.toReversed(), now).map(({ id }) => id)).toEqual(expected);
});

test('a failure that several lists hold is there once, and at the same time the order stays the same', () => {
  const [a, b] = [failing('a', '28T08:00'), failing('b', '28T08:00')];
  expect(byUrgency([b, a, b], now)).toEqual([a, b]);
  expect(byUrgency([a, b], now)).toEqual([a, b]);
});

test('what is to come becomes past as time goes by', () => {
  const failures = [failing('soon', '27T12:10'), failing('later', '27T13:00')];
  const order = byUrgency(failures, new Date('2026-11-27T12:30:00Z')).map(({ id }) => id);
  expect(order).toEqual(['later', 'soon']);
});
