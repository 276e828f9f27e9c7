import { expect, test } from 'vitest';
import { type DeskFilter, inputOf, matchesFilter, parseFilter, searchOf } from './filter.ts';

const ALL = parseFilter('');
const NOW = new Date('2030-01-02T00:00:00Z');
const failed = { channel: 'SMS', status: 'FAILED', error: { code: 'REJECTED' }, acknowledgement: null } as const;

test('parseFilter and searchOf keep the whole filter in the address', () => {
  const filters: DeskFilter[] = [
    ALL,
    { ...ALL, statuses: ['RETRYING', 'FAILED'], channels: ['SMS'], errorCodes: ['REJECTED'], open: true },
    { ...ALL, text: 'a&b=c, 100%?#', range: { kind: 'last', last: '7d' } },
    { ...ALL, range: { kind: 'between', since: '2030-01-01T00:00:00.000Z', until: null } },
  ];
  for (const filter of filters) expect(parseFilter(searchOf(filter))).toEqual(filter);
  expect(searchOf(filters[1] ?? ALL)).toBe('status=RETRYING,FAILED&channel=SMS&error=REJECTED&open=1');
});

test('parseFilter ignores what it cannot read', () => {
  expect(parseFilter('status=LOST&channel=,&error=%3Cb%3E&open=yes&range=9y&since=soon')).toEqual(ALL);
});

test('inputOf sends only what was chosen, with a range that reaches back from now', () => {
  const open = { statuses: [], channels: [], errorCodes: [], open: null, since: null, until: null, search: null };
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
  ['error=REJECTED', true],
  ['error=EXPIRED', false],
  ['open=1', true],
])('matchesFilter of a failed text message by %j: %j', (search, passes) => {
  expect(matchesFilter(parseFilter(search), failed)).toBe(passes);
});

test('matchesFilter takes an acknowledged failure for no open one', () => {
  expect(matchesFilter(parseFilter('open=1'), { ...failed, acknowledgement: {} })).toBe(false);
  expect(matchesFilter(ALL, { ...failed, acknowledgement: {} })).toBe(true);
});
