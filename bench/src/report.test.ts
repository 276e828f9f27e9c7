import { expect, test } from 'vitest';
import { atLeast, atMost, compare, medianOf, short, verdictOf } from './line.ts';
import { missedIn, tableOf } from './report.ts';

const line = { what: 'durable ÷ no-op', ratios: [0.8, 0.9, 0.85], ours: '800/s', beside: '1000/s' };

test('a line is judged by the median of its rounds, not by its best', () => {
  expect(medianOf(line.ratios)).toBe(0.85);
  expect(verdictOf({ ...line, bar: atLeast(0.85) })).toBe('yes');
  expect(verdictOf({ ...line, bar: atLeast(0.87) })).toBe('no');
  expect(verdictOf({ ...line, bar: atMost(0.82) })).toBe('no');
  expect(verdictOf({ ...line, bar: null })).toBe(null);
});

test('a line whose rounds lie far apart is not judged where they do not agree, and is where they do', () => {
  const ratios = [0.8, 0.9, 1.3];
  expect(verdictOf({ ratios, bar: atLeast(1) })).toBe('noise');
  expect(verdictOf({ ratios, bar: atLeast(2) })).toBe('no');
  expect(verdictOf({ ratios, bar: atLeast(0.5) })).toBe('yes');
  expect(tableOf([{ name: 'bookings', lines: [{ ...line, ratios, bar: atLeast(1) }] }])).toContain('not judged: noise');
});

test('a missed bar is reported with what was expected and what was got', () => {
  const section = { name: 'bookings', lines: [{ ...line, bar: atLeast(1) }] };
  expect(missedIn([section])).toEqual(['bookings: durable ÷ no-op: at least 1 was expected, got 0.85 (0.8–0.9)']);
  expect(tableOf([section])).toContain('| at least 1 | **no** |');
});

test('a ratio without a number misses its bar', () => {
  expect(verdictOf({ ratios: [Number.NaN], bar: atLeast(1) })).toBe('no');
  expect(verdictOf({ ratios: [Number.NaN], bar: atMost(1) })).toBe('no');
});

test('ratios are taken round by round, and a round without a partner has none', () => {
  const both = { ours: [2, 9, 1], beside: [1, 3], read: (one: number) => one, cell: String };
  expect(compare('both', both).ratios).toEqual([2, 3, Number.NaN]);
  expect([short(1234567), short(12345), short(9.876)]).toEqual(['1.23M', '12.3k', '9.88']);
});

test('details of a line stand below the table', () => {
  const table = tableOf([{ name: 'idle', lines: [{ ...line, bar: null, details: '1.00 calls' }] }]);
  expect(table).toContain('## durable ÷ no-op\n\n```\n1.00 calls\n```');
});
