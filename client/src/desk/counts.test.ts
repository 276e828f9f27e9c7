import { expect, test } from 'vitest';
import { countsFor, NOT_COUNTED } from './counts.ts';
import { parseFilter } from './filter.ts';

const ANSWER = {
  deliveryCounts: [
    { channel: 'EMAIL', status: 'SENT', kind: 'CONFIRMATION', count: 5 },
    { channel: 'SMS', status: 'SENT', kind: 'REMINDER', count: 3 },
    { channel: 'SMS', status: 'FAILED', kind: 'REMINDER', count: 2 },
  ],
  deliveryTotals: {
    byError: [
      { code: 'EXPIRED', channel: 'SMS', count: 2 },
      { code: 'EXPIRED', channel: 'EMAIL', count: 1 },
    ],
  },
} as const;
const counts = (search: string) =>
  countsFor(
    parseFilter(search),
    {
      ...ANSWER,
      deliveryCounts: [...ANSWER.deliveryCounts],
      deliveryTotals: { byError: [...ANSWER.deliveryTotals.byError] },
    },
    7,
  );
const of = (map: ReadonlyMap<string, number> | null) => map && Object.fromEntries(map);

test('countsFor counts each choice with the others as they are', () => {
  expect(of(counts('').statuses)).toEqual({ SENT: 8, FAILED: 2 });
  expect(of(counts('channel=SMS').statuses)).toEqual({ SENT: 3, FAILED: 2 });
  expect(of(counts('channel=SMS').channels)).toEqual({ EMAIL: 5, SMS: 5 });
  expect(of(counts('status=FAILED').channels)).toEqual({ SMS: 2 });
  expect(of(counts('status=FAILED&kind=REMINDER').kinds)).toEqual({ REMINDER: 2 });
});

test('countsFor counts reasons of failures, and open failures, where that is what would be listed', () => {
  expect(of(counts('status=FAILED').reasons)).toEqual({ EXPIRED: 3 });
  expect(of(counts('status=FAILED&channel=SMS').reasons)).toEqual({ EXPIRED: 2 });
  expect(counts('').reasons).toBeNull();
  expect(counts('').open).toBe(7);
  expect([counts('range=24h').open, counts('channel=SMS').open]).toEqual([null, null]);
});

test.each(['q=ana', 'ids=d-1', 'when=today', 'until=2030-01-01T00:00:00Z'])(
  'countsFor has no numbers for %s, which the server does not count by',
  (search) => {
    expect(counts(search)).toEqual(NOT_COUNTED);
  },
);
