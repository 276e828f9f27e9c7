import { expect, test } from 'vitest';
import { AHEAD, type Ahead, aheadOf, parseAhead } from './ahead.ts';

const NOW = new Date(2030, 0, 31, 15, 30);
const at = (month: number, day: number, hour = 0, minute = 0) => new Date(2030, month, day, hour, minute).toISOString();

test('parseAhead reads every word, and takes another for any time', () => {
  for (const word of Object.keys(AHEAD)) expect(parseAhead(word)).toBe(word);
  expect([parseAhead(null), parseAhead('toString')]).toEqual(['any', 'any']);
});

test.each([
  ['any', {}],
  ['ahead', { appointmentSince: at(0, 31, 15, 30) }],
  ['past', { appointmentUntil: at(0, 31, 15, 30) }],
  ['today', { appointmentSince: at(0, 31), appointmentUntil: at(1, 1) }],
  ['tomorrow', { appointmentSince: at(1, 1), appointmentUntil: at(1, 2) }],
  ['7d', { appointmentSince: at(0, 31, 15, 30), appointmentUntil: at(1, 8) }],
] as const)('aheadOf %s is a span of the reader’s days', (ahead: Ahead, span) => {
  expect(aheadOf(ahead, NOW)).toEqual(span);
});
