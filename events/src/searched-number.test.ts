import { expect, it } from 'vitest';
import { searchedNumber } from './searched-number.ts';

it.each([
  ['+43 660 123', undefined, '+43660123'],
  ['\u202a+43\u2011660\u20111234567\u202c', undefined, '+436601234567'],
  ['0043 660/12', undefined, '+4366012'],
  ['+44 (0)20 7946', undefined, '+44207946'],
  ['+44 020 7946', undefined, '+44207946'],
  ['+44 (020) 7946 0958', undefined, '+442079460958'],
  ['+39 (0)6 1234567', 'AT', '+39061234567'],
  ['+39 (0)6', undefined, '+3906'],
  ['+43 (0)', undefined, '+43'],
  ['+7 (8) 495 123-45-67', undefined, '+74951234567'],
  ['+36 (06) 20 123', undefined, '+3620123'],
  ['0043 0660 12', 'AT', '+4366012'],
  ['0011 43 660 1234567', 'AU', '+436601234567'],
  ['(0)660 123', 'AT', '660123'],
  ['０６６０ 123', undefined, '660123'],
  ['0660 1234567', 'AT', '6601234567'],
  ['06 20 123', 'HU', '20123'],
  ['8 495 123', 'RU', '495123'],
  ['06 1234', 'IT', '061234'],
  ['(555) 555', 'US', '555555'],
  ['1234567', 'XX', '1234567'],
  ['0', 'AT', '0'],
])('%j, in %s, stands for %s', (text, country, number) => {
  expect(searchedNumber(text, country)).toBe(number);
});

it.each(['anna', 'Room 12', '', '+', '12:30', 'x'.repeat(200)])('%j is no part of a number', (text) => {
  expect(searchedNumber(text, 'AT')).toBeNull();
});
