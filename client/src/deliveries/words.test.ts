import { expect, test } from 'vitest';
import type { DeliveryStatus } from '../generated/graphql.ts';
import { foldHistory, type Timelines } from './fold.ts';
import { announcements, customerAdviceFor, sentenceOf } from './words.ts';

const at = (id: string, ...statuses: DeliveryStatus[]) => ({
  id,
  channel: id === 'sms' ? ('SMS' as const) : ('EMAIL' as const),
  history: statuses.map((status) => ({ status, attempt: 1, error: null, nextAttemptAt: null, occurredAt: '' })),
});
const NONE: Timelines = new Map();

test('announcements leave out what is shown for the first time', () => {
  expect(announcements(NONE, foldHistory(NONE, [at('email', 'QUEUED', 'SENT')]))).toEqual(new Map());
});

test('announcements have each delivery whose status changed once, with its latest status', () => {
  const before = foldHistory(NONE, [at('email', 'QUEUED'), at('sms', 'QUEUED')]);
  const after = foldHistory(before, [at('email', 'SENDING', 'SENT'), at('other', 'SENT')]);
  expect(announcements(before, after)).toEqual(new Map([['email', 'E-mail: Sent.']]));
  expect(announcements(after, after)).toEqual(new Map());
});

test('announcements leave out a step that only completes the past', () => {
  const before = foldHistory(NONE, [at('email', 'SENT')]);
  expect(announcements(before, foldHistory(before, [at('email', 'SENDING')]))).toEqual(new Map());
});

test('sentenceOf a failed step says why', () => {
  const error = { code: 'REJECTED', message: 'The provider refused it.' };
  const step = { status: 'FAILED' as const, attempt: 2, error, nextAttemptAt: null, occurredAt: '' };
  expect(sentenceOf(step)).toBe('It could not be sent. The provider refused it.');
});

test('customerAdviceFor says for each failure what to do, and that the appointment stands', () => {
  for (const code of ['INVALID_RECIPIENT', 'RECIPIENT_OPTED_OUT', 'EXPIRED', 'UNHEARD_OF', null]) {
    expect(customerAdviceFor(code)).toMatch(/^Your appointment is booked all the same\. .*call us/);
  }
  expect(customerAdviceFor('INVALID_RECIPIENT')).toContain('Is the address right?');
  const before = foldHistory(NONE, [at('sms', 'QUEUED')]);
  const announced = announcements(before, foldHistory(before, [at('sms', 'FAILED')]));
  expect(announced.get('sms')).toBe('Text message: Failed. Your appointment is booked all the same.');
});
