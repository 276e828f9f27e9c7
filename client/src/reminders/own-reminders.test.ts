import { expect, test } from 'vitest';
import { type OwnReminders, readReminders } from './own-reminders.ts';

const both = { email: true, sms: true };
const own: OwnReminders = { reminders: 'own', remindBefore: '', otherReminder: '', otherUnit: 'H' };
const sent = (part: Partial<OwnReminders>, by = both) => readReminders({ ...own, ...part }, by);

test('readReminders leaves the usual ones to the server, and sends an empty list for none', () => {
  expect(sent({ reminders: 'usual', remindBefore: 'P1D', otherReminder: 'x' })).toEqual({
    reminders: null,
    issues: [],
  });
  expect(sent({ reminders: 'none', remindBefore: 'P1D' })).toEqual({ reminders: [], issues: [] });
});

test('readReminders sends what was chosen, by the channels of the confirmation', () => {
  const by = { email: false, sms: true };
  expect(sent({ remindBefore: 'PT2H P1D', otherReminder: ' 90 ', otherUnit: 'M' }, by).reminders).toEqual([
    { before: 'P1D', ...by },
    { before: 'PT2H', ...by },
    { before: 'PT90M', ...by },
  ]);
});

test('readReminders sends one that was chosen in two ways once', () => {
  expect(sent({ remindBefore: 'P1D', otherReminder: '24' }).reminders).toEqual([{ before: 'P1D', ...both }]);
});

test.each([
  ['4', 'M'],
  ['91', 'D'],
  ['1.5', 'H'],
  ['-1', 'D'],
  ['soon', 'H'],
] as const)('readReminders finds %s %s unfit', (otherReminder, otherUnit) => {
  expect(sent({ otherReminder, otherUnit }).issues).toEqual([{ field: 'otherReminder', code: 'INVALID_DURATION' }]);
});

test('readReminders wants one at least, and ignores what is no preset', () => {
  expect(sent({ remindBefore: 'P99D <b>' }).issues).toEqual([{ field: 'reminders', code: 'REQUIRED' }]);
});
