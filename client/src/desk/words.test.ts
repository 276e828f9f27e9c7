import { expect, test } from 'vitest';
import { adviceFor, leftOutSentence, problemSentence, refusalOf } from './words.ts';

test('problemSentence has the count, and what to look at', () => {
  expect(problemSentence('SMS', 'PROVIDER_MISCONFIGURED', 12)).toBe(
    '12 text messages wait until our account at the provider is fixed.',
  );
  expect(problemSentence('EMAIL', 'NOT_PICKED_UP', 1)).toBe(
    '1 e-mail was booked and not picked up for over a minute. Is the notifier running?',
  );
  expect(problemSentence('EMAIL', 'UNHEARD_OF', 2)).toBe('2 e-mails are tried again (UNHEARD_OF).');
});

test('adviceFor has advice for every code, known or not, and refusalOf a reason for each refusal', () => {
  expect(adviceFor('INVALID_RECIPIENT')).toMatch(/right address or number/);
  expect(adviceFor('UNHEARD_OF')).not.toBe('');
  expect(refusalOf('CONFLICT')).toMatch(/not failed any more/);
  expect(refusalOf('NOT_FOUND')).toMatch(/no such delivery/);
});

test('leftOutSentence says what of the appointment the text message lacks, and why', () => {
  expect(leftOutSentence('TITLE', 'PICTURE')).toBe('Pictures in the title were left out of the text message:');
  expect(leftOutSentence('LOCATION', 'CUT')).toBe('The text message had no room for the end of the location:');
  expect(leftOutSentence('REASON', 'CUT')).toBe('The text message had no room for the end of the reason:');
});
