import { expect, test } from 'vitest';
import * as numbers from '../contact/phone-numbers.ts';
import { checkDraft, type Draft, emptyDraft } from './draft.ts';
import { type Answered, fieldsOf, issuesNow, type Touched } from './live-issues.ts';

const reader = { ...numbers, defaultCountry: '' };
const now = new Date('2030-01-01T00:00:00Z');
const typed: Draft = { ...emptyDraft(), timeZone: 'Europe/Vienna', bySms: true };
const left: Touched = {
  title: 'left',
  when: 'left',
  occurrence: 'left',
  email: 'left',
  phone: 'left',
  durationMinutes: 'left',
  channels: 'left',
};

interface Situation {
  readonly answered?: Answered;
  readonly touched?: Touched;
  readonly wasSent?: boolean;
}

function seen(part: Partial<Draft>, { answered, touched = left, wasSent = false }: Situation = {}) {
  const draft = { ...typed, ...part };
  const { issues } = checkDraft(draft, { language: 'en', reader, now });
  return issuesNow({ draft, known: issues, answered: answered ?? null, touched, wasSent });
}

test('issuesNow keeps the answer’s issue of a field until the field changes, also after it was left or sent again', () => {
  const sent = { email: 'ana@example.com', title: 'Call 0900 123456', when: '2030-02-20T15:00', bySms: false };
  const byField = { email: 'It was sent enough messages for a day.', title: 'Leave out telephone numbers.' };
  const answered = { byField, draft: { ...typed, ...sent } };
  for (const touched of [{}, left]) expect(seen(sent, { answered, touched, wasSent: true })).toEqual(byField);
  const other = { ...sent, email: 'ana@example.org' };
  expect(seen(other, { answered, touched: { email: 'typing' }, wasSent: true })).toEqual({ title: byField.title });
  expect(seen(other, { answered, wasSent: true })).toEqual({ title: byField.title });
});

test('issuesNow checks a field that was left without the server', () => {
  expect(seen({ when: '2029-12-31T15:00' })).toEqual({ when: 'This is in the past.' });
  expect(seen({ when: '2030-03-31T02:30' })).toEqual({ when: 'The clocks skip this time. Choose below.' });
  expect(seen({ when: '2030-10-27T02:30' })).toEqual({ occurrence: 'Choose one of the two.' });
  expect(seen({ email: 'ana', phone: '123' })).toEqual({
    email: 'This does not look like an e-mail address.',
    phone: 'Choose its country, or write it with +.',
  });
  expect(seen({ durationMinutes: '1.5' })).toEqual({ durationMinutes: 'Give whole minutes.' });
  expect(seen({ byEmail: false, bySms: false })).toEqual({ channels: 'Choose at least one way to be told.' });
});

test('issuesNow shows nothing for valid or empty fields that were left, however they are written', () => {
  expect(seen({})).toEqual({});
  expect(seen({ when: '2030-02-20T15:00', email: ' ana@example.com ', phone: '+1 (555) 555-0123' })).toEqual({});
  expect(seen({ phone: '+44 (0)20 7946 0958' })).toEqual({});
  expect(seen({ phone: '0660 1234567', country: 'AT' })).toEqual({});
});

test('issuesNow shows all that is missing once the form was sent, but in no field that is being typed in', () => {
  expect(Object.keys(seen({}, { touched: {}, wasSent: true })).sort()).toEqual(['email', 'phone', 'when']);
  expect(Object.keys(seen({}, { touched: { email: 'typing' }, wasSent: true })).sort()).toEqual(['phone', 'when']);
});

test('fieldsOf finds the fields of a part of the draft and of a control', () => {
  expect(fieldsOf('country')).toEqual(['phone']);
  expect(fieldsOf('byEmail')).toEqual(['channels']);
  expect(fieldsOf('timeZone')).toEqual(['when', 'occurrence', 'timeZone']);
  expect(fieldsOf('')).toEqual([]);
});
