import { expect, test } from 'vitest';
import { keepsTo, medianOf, ratiosOf, short } from './line.ts';
import { missedIn, tableOf } from './report.ts';

const line = { what: 'durable ÷ no-op', ratios: [0.7, 0.9, 0.8], ours: '800/s', beside: '1000/s' };

test('A line is judged by the median of its rounds, not by its best', () => {
  expect(medianOf(line.ratios)).toBe(0.8);
  expect(keepsTo({ ...line, bar: { kind: 'at least', value: 0.8 } })).toBe(true);
  expect(keepsTo({ ...line, bar: { kind: 'at least', value: 0.85 } })).toBe(false);
  expect(keepsTo({ ...line, bar: { kind: 'at most', value: 0.75 } })).toBe(false);
});

test('A missed bar is reported with what was expected and what was got', () => {
  const section = { name: 'bookings', lines: [{ ...line, bar: { kind: 'at least', value: 0.9 } as const }] };
  expect(missedIn([section])).toEqual(['bookings: durable ÷ no-op: at least 0.9 was expected, got 0.8 (0.7–0.9)']);
  expect(tableOf([section])).toContain('| at least 0.9 | **no** |');
});

test('A ratio without a number misses its bar', () => {
  expect(keepsTo({ ratios: [Number.NaN], bar: { kind: 'at least', value: 1 } })).toBe(false);
  expect(keepsTo({ ratios: [Number.NaN], bar: { kind: 'at most', value: 1 } })).toBe(false);
});

test('Ratios are taken round by round', () => {
  expect(ratiosOf([2, 9], [1, 3])).toEqual([2, 3]);
  expect([short(1234567), short(12345), short(9.876)]).toEqual(['1.23M', '12.3k', '9.88']);
});
