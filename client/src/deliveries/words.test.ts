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

test('what is shown for the first time is not announced', () => {
  expect(announcements(NONE, foldHistory(NONE, [at('email', 'QUEUED', 'SENT')]))).toEqual(new Map());
});

test('each delivery that stands elsewhere now is announced once, by where it stands', () => {
  const before = foldHistory(NONE, [at('email', 'QUEUED'), at('sms', 'QUEUED')]);
  const after = foldHistory(before, [at('email', 'SENDING', 'SENT'), at('other', 'SENT')]);
  expect(announcements(before, after)).toEqual(new Map([['email', 'E-mail: Sent.']]));
  expect(announcements(after, after)).toEqual(new Map());
});

test('a step that only completes the past is not announced', () => {
  const before = foldHistory(NONE, [at('email', 'SENT')]);
  expect(announcements(before, foldHistory(before, [at('email', 'SENDING')]))).toEqual(new Map());
});

test('a step that failed tells why', () => {
  const error = { code: 'REJECTED', message: 'The provider refused it.' };
  const step = { status: 'FAILED' as const, attempt: 2, error, nextAttemptAt: null, occurredAt: '' };
  expect(sentenceOf(step)).toBe('It could not be sent. The provider refused it.');
});

test('who has booked is told what to do about each failure, and that the appointment stands', () => {
  for (const code of ['INVALID_RECIPIENT', 'RECIPIENT_OPTED_OUT', 'EXPIRED', 'UNHEARD_OF', null]) {
    expect(customerAdviceFor(code)).toMatch(/^Your appointment is booked all the same\. .*call us/);
  }
  expect(customerAdviceFor('INVALID_RECIPIENT')).toContain('Is the address right?');
  const before = foldHistory(NONE, [at('sms', 'QUEUED')]);
  const told = announcements(before, foldHistory(before, [at('sms', 'FAILED')]));
  expect(told.get('sms')).toBe('Text message: Failed. Your appointment is booked all the same.');
});
