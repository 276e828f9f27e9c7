import { expect, test } from 'vitest';
import { type DeskFilter, inputOf, isNarrowed, matchesFilter, parseFilter, searchOf } from './filter.ts';
import { instantOf } from './time-range.ts';

const ALL = parseFilter('');
const NOW = new Date('2030-01-02T00:00:00Z');
const failed = {
  channel: 'SMS',
  kind: 'CHANGE',
  status: 'FAILED',
  error: { code: 'REJECTED' },
  acknowledgement: null,
} as const;

test('parseFilter and searchOf keep the whole filter in the address', () => {
  const filters: DeskFilter[] = [
    ALL,
    { ...ALL, statuses: ['RETRYING', 'FAILED'], channels: ['SMS'], errorCodes: ['REJECTED'], open: true },
    { ...ALL, statuses: ['SKIPPED'], kinds: ['CHANGE', 'REMINDER'] },
    { ...ALL, text: 'a&b=c, 100%?#', range: { kind: 'last', last: '7d' } },
    { ...ALL, ahead: 'tomorrow', order: 'APPOINTMENT_TIME_ASC', range: { kind: 'today' } },
    { ...ALL, ids: ['d-1', 'd-2'], order: 'UPDATED_DESC' },
    { ...ALL, range: { kind: 'between', since: '2030-01-01T00:00:00.000Z', until: null } },
  ];
  for (const filter of filters) expect(parseFilter(searchOf(filter))).toEqual(filter);
  expect(searchOf(filters[1] ?? ALL)).toBe('status=RETRYING,FAILED&channel=SMS&error=REJECTED&open=1');
});

test('parseFilter ignores what it cannot read', () => {
  expect(parseFilter('status=LOST&channel=,&kind=NEWS&error=%3Cb%3E&open=yes&range=9y&since=soon')).toEqual(ALL);
});

test('a filter names a hundred deliveries at most, and only what may be an id', () => {
  expect(parseFilter('ids=a,,b c,d').ids).toEqual(['a', 'd']);
  expect(parseFilter(`ids=${Array.from({ length: 150 }, (_, n) => n).join()}`).ids).toHaveLength(100);
});

test('isNarrowed does not take an order for a filter', () => {
  expect(isNarrowed(parseFilter('sort=-updated'))).toBe(false);
  expect(isNarrowed(parseFilter('sort=-updated&when=today'))).toBe(true);
});

test('matchesFilter takes only those that are named', () => {
  expect(matchesFilter(parseFilter('ids=d-1'), failed, 'd-1')).toBe(true);
  expect(matchesFilter(parseFilter('ids=d-1'), failed, 'd-2')).toBe(false);
});

test('inputOf sends only what was chosen, with a range that reaches back from now', () => {
  const none = { statuses: [], channels: [], kinds: [], errorCodes: [] };
  const open = { ...none, open: null, since: null, until: null, search: null };
  expect(inputOf(ALL, NOW)).toEqual(open);
  expect(inputOf(parseFilter('range=24h&q= ana '), NOW)).toEqual({
    ...open,
    since: '2030-01-01T00:00:00.000Z',
    search: 'ana',
  });
});

test.each([
  ['', true],
  ['status=FAILED', true],
  ['status=SENT', false],
  ['channel=EMAIL', false],
  ['kind=CHANGE,REMINDER', true],
  ['kind=REMINDER', false],
  ['error=REJECTED', true],
  ['error=EXPIRED', false],
  ['open=1', true],
])('matchesFilter of a failed text message by %j: %j', (search, passes) => {
  expect(matchesFilter(parseFilter(search), failed, 'd-1')).toBe(passes);
});

test('matchesFilter lets pass what may be of the kind: the feed does not say it', () => {
  const { kind: _, ...change } = failed;
  expect(matchesFilter(parseFilter('kind=REMINDER'), change, 'd-1')).toBe(true);
});

test('matchesFilter takes an acknowledged failure for no open one', () => {
  expect(matchesFilter(parseFilter('open=1'), { ...failed, acknowledgement: {} }, 'd-1')).toBe(false);
  expect(matchesFilter(ALL, { ...failed, acknowledgement: {} }, 'd-1')).toBe(true);
});

test.each([
  ['2030-02-20T15:00', '2030-02-20T14:00:00.000Z', '2030-02-20T14:00:00.000Z'],
  ['2030-10-27T02:30', '2030-10-27T00:30:00.000Z', '2030-10-27T01:30:00.000Z'],
  ['2030-03-31T02:30', '2030-03-31T00:30:00.000Z', '2030-03-31T01:30:00.000Z'],
  ['', null, null],
  ['275760-09-14T00:00', null, null],
])(
  'instantOf %j is the earlier of two times where a range begins, and the later where it ends',
  (local, since, until) => {
    expect(instantOf(local, 'since', 'Europe/Vienna')).toBe(since);
    expect(instantOf(local, 'until', 'Europe/Vienna')).toBe(until);
  },
);
