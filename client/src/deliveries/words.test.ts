import { expect, test } from 'vitest';
import type { DeliveryKind, DeliveryStatus } from '../generated/graphql.ts';
import { speakForTest } from '../language/speak-for-test.ts';
import { text } from '../language/text.ts';
import { foldHistory, type Timelines } from './fold.ts';
import { announcements, customerAdviceFor, type Subject, sentenceOf } from './words.ts';

const at = (id: string, ...statuses: DeliveryStatus[]) => ({
  id,
  channel: id === 'sms' ? ('SMS' as const) : ('EMAIL' as const),
  history: statuses.map((status) => ({ status, attempt: 1, error: null, nextAttemptAt: null, occurredAt: '' })),
});
const NONE: Timelines = new Map();
const subjects = (kind: DeliveryKind, isOutdated = false): ReadonlyMap<string, Subject> =>
  new Map(['email', 'sms'].map((id) => [id, { kind, isOutdated }]));
const CONFIRMATIONS = subjects('CONFIRMATION');

test('announcements leave out what is shown for the first time', () => {
  expect(announcements(NONE, foldHistory(NONE, [at('email', 'QUEUED', 'SENT')]), CONFIRMATIONS)).toEqual(new Map());
});

test('announcements have each delivery whose status changed once, with its latest status', () => {
  const before = foldHistory(NONE, [at('email', 'QUEUED'), at('sms', 'QUEUED')]);
  const after = foldHistory(before, [at('email', 'SENDING', 'SENT'), at('other', 'SENT')]);
  expect(announcements(before, after, subjects('CHANGE'))).toEqual(new Map([['email', 'Change by e-mail: Sent.']]));
  expect(announcements(before, after, new Map())).toEqual(new Map([['email', 'E-mail: Sent.']]));
  expect(announcements(after, after, CONFIRMATIONS)).toEqual(new Map());
});

test('announcements leave out a step that only completes the past', () => {
  const before = foldHistory(NONE, [at('email', 'SENT')]);
  expect(announcements(before, foldHistory(before, [at('email', 'SENDING')]), CONFIRMATIONS)).toEqual(new Map());
});

test('sentenceOf a failed step says why', () => {
  const error = { code: 'REJECTED', message: 'The provider refused it.' };
  const step = { status: 'FAILED' as const, attempt: 2, error, nextAttemptAt: null, occurredAt: '' };
  expect(sentenceOf(step)).toBe('It could not be sent. The provider refused it.');
});

test.each([
  [
    'en',
    /^Your appointment is booked all the same\. [A-Z].*[.?]$/,
    /^(If|Then|To)\b.* call \+43 1 2( .*)?\.$/,
    /call us|write to us/i,
  ],
  [
    'de',
    /^Ihr Termin ist trotzdem gebucht\. [A-Z].*[.?]$/,
    /^(Falls|Danach|Damit)\b.* rufen Sie \+43 1 2 an(, .*)?\.$/,
    /rufen Sie uns/i,
  ],
  ['fr', /^Votre rendez-vous est tout de même réservé\. .*[.?]$/, / appelez le \+43 1 2( .*)?\.$/, /appelez-nous/i],
  ['es', /^Su cita está reservada de todos modos\. .*[.?]$/, / llame al \+43 1 2( .*)?\.$/, /llámenos/i],
] as const)(
  'customerAdviceFor says in %s for each failure what to do, whom to ask, and that the appointment stands',
  (language, whatToDo, whomToAsk, byUs) => {
    speakForTest(language);
    for (const code of [
      'INVALID_RECIPIENT',
      'RECIPIENT_OPTED_OUT',
      'REJECTED',
      'UNDELIVERED',
      'MAYBE_SENT',
      'EXPIRED',
      null,
    ]) {
      const { sentence, ask } = customerAdviceFor('CONFIRMATION', code);
      expect(sentence).toMatch(whatToDo);
      expect(text(ask, { contactKind: 'PHONE', contact: '+43 1 2' })).toMatch(whomToAsk);
      expect(sentence).not.toMatch(byUs);
    }
  },
);

test('customerAdviceFor words how to ask by the kind of the contact', () => {
  const { ask } = customerAdviceFor('CONFIRMATION', 'INVALID_RECIPIENT');
  expect(text(ask, { contactKind: 'EMAIL', contact: 'a@b.example' })).toMatch(
    /^If it is not, write to a@b.example with/,
  );
  expect(text(ask, { contactKind: 'PAGE', contact: 'b.example' })).toMatch(/^If it is not, see b.example with/);
});

test('sentenceOf says why in other languages than English by the code, in no English', () => {
  const error = { code: 'REJECTED', message: 'The message was refused.' };
  const step = { status: 'RETRYING' as const, attempt: 2, error, nextAttemptAt: null, occurredAt: '' };
  speakForTest('de');
  expect(sentenceOf(step)).toBe('Versuch 2 ist nicht gelungen. Die Nachricht wurde abgelehnt.');
  expect(sentenceOf({ ...step, error: { ...error, code: 'NEWER' } })).toBe(
    'Versuch 2 ist nicht gelungen. Die Nachricht konnte nicht zugestellt werden.',
  );
});

test.each([
  ['CONFIRMATION', false, ' Your appointment is booked all the same.'],
  ['CHANGE', false, ' Your appointment is changed all the same.'],
  ['CANCELLATION', false, ' Your appointment is cancelled all the same.'],
  ['CONFIRMATION', true, ''],
] as const)(
  'announcements of a failed message of the kind %s, outdated: %s, say what holds',
  (kind, isOutdated, stands) => {
    const before = foldHistory(NONE, [at('sms', 'QUEUED')]);
    const announced = announcements(before, foldHistory(before, [at('sms', 'FAILED')]), subjects(kind, isOutdated));
    const name = kind === 'CONFIRMATION' ? 'Confirmation' : kind === 'CHANGE' ? 'Change' : 'Cancellation';
    expect(announced.get('sms')).toBe(`${name} by text message: Failed.${stands}`);
  },
);

test.each([
  ['SUPERSEDED', 'Not sent: the appointment was changed since.'],
  ['CANCELLED', 'Not sent: the appointment was cancelled since.'],
  ['EXPIRED', 'Not sent: it would have come too late to help.'],
  ['NEWER', 'Not sent. In other words.'],
])('sentenceOf a message that was left out for %s says why, and of no failure', (code, sentence) => {
  const error = { code, message: 'In other words.' };
  const step = { status: 'SKIPPED' as const, attempt: 1, error, nextAttemptAt: null, occurredAt: '' };
  expect(sentenceOf(step)).toBe(sentence);
});
