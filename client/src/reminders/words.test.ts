import { expect, test } from 'vitest';
import { beforeWords, channelWords, isEarlier } from './words.ts';

test.each([
  ['PT24H', '24 hours before'],
  ['P1D', '24 hours before'],
  ['PT168H', '7 days before'],
  ['P7D', '7 days before'],
  ['PT90M', '90 minutes before'],
  ['P1DT2H', '26 hours before'],
  ['PT1H', '1 hour before'],
  ['soon', 'soon before'],
])('beforeWords says %s as %j', (duration, words) => {
  expect(beforeWords(duration)).toBe(words);
});

test.each([
  ['PT24H', '2030-10-26T08:00:00Z', '2030-10-27T08:00:00Z', false],
  ['PT24H', '2030-10-26T07:00:00Z', '2030-10-27T08:00:00Z', false], // the clocks were set back
  ['PT24H', '2030-10-25T19:00:00Z', '2030-10-27T01:00:00Z', true],
  ['soon', '2030-10-25T19:00:00Z', '2030-10-27T01:00:00Z', false],
])('isEarlier of %s before that comes at %s for %s: %s', (before, dueAt, time, earlier) => {
  expect(isEarlier({ before, dueAt }, time)).toBe(earlier);
});

test('channelWords names the channels', () => {
  expect(channelWords({ email: true, sms: true })).toBe('by e-mail and text message');
  expect(channelWords({ email: false, sms: true })).toBe('by text message');
  expect(channelWords({ email: false, sms: false })).toBe('');
});
