import { describe, expect, test } from 'vitest';
import * as numbers from '../contact/phone-numbers.ts';
import { byFieldOf, sortIssues } from '../forms/issues.ts';
import { checkDraft, type Draft, emptyDraft, languageTag, withName } from './draft.ts';

const reader = { ...numbers, defaultCountry: 'AT' };
const now = new Date('2029-06-01T00:00:00Z');
const check = (draft: Draft, language = 'en') => checkDraft(draft, { language, reader, now });
const complete: Draft = {
  ...emptyDraft(),
  customerName: ' Ana Gómez ',
  title: ' Check-up ',
  when: '2030-02-20T15:00',
  timeZone: 'Europe/Vienna',
  email: ' ana@example.com ',
};

test('checkDraft turns a complete draft into the server’s input', () => {
  expect(check(complete, 'de-AT')).toEqual({
    issues: [],
    input: {
      time: '2030-02-20T14:00:00.000Z',
      timeZone: 'Europe/Vienna',
      durationMinutes: 30,
      customerName: 'Ana Gómez',
      title: 'Check-up',
      location: null,
      email: 'ana@example.com',
      phone: null,
      notify: { email: true, sms: false },
      locale: 'de-AT',
    },
  });
});

test.each([
  ['+1 (555) 555-0123', '', '+15555550123'],
  ['+44 (0)20 7946 0958', '', '+442079460958'],
  ['+49 (0) 151 23456789', '', '+4915123456789'],
  ['+43 660/1234567', '', '+436601234567'],
  ['\u202a+43\u2011660\u20111234567\u202c', '', '+436601234567'],
  ['\u200e+436601234567', '', '+436601234567'],
  ['\uff0b43 660 1234567', '', '+436601234567'],
  ['tel:+1-555-555-0123', '', '+15555550123'],
  ['0043 660 1234567', '', '+436601234567'],
  ['0660 1234567', '', '+436601234567'],
  ['0660 1234567', 'ZZ', '+436601234567'],
  ['(555) 555-0123', 'US', '+15555550123'],
  ['+39 06 12345678', '', '+390612345678'],
])('checkDraft reads the number %j with the country %j as %s', (phone, country, e164) => {
  expect(check({ ...complete, bySms: true, phone, country })).toMatchObject({
    issues: [],
    input: { phone: e164, notify: { sms: true } },
  });
});

test.each(['billing&accounts@example.com', "foo'@example.com", '100%sure@example.com', 'info@example.xn--p1ai'])(
  'checkDraft takes the address %s as it is',
  (email) => {
    expect(check({ ...complete, email }).input?.email).toBe(email);
  },
);

test('checkDraft leaves out the address of a channel that is not chosen', () => {
  const checked = check({ ...complete, byEmail: false, bySms: true, phone: '+15555550123' });
  expect(checked).toMatchObject({ input: { email: null, notify: { email: false, sms: true } } });
});

test('checkDraft names everything that is wrong at once, each at its field', () => {
  const long = 'x'.repeat(201);
  const draft = { ...emptyDraft(), title: long, location: long, bySms: true, durationMinutes: '0' };
  const { input, issues } = check(draft);
  expect(input).toBeNull();
  expect(byFieldOf(issues)).toEqual({
    title: 'At most 200 characters.',
    location: 'At most 200 characters.',
    when: 'Choose a day and a time.',
    durationMinutes: 'From 1 to 1440 minutes.',
    email: 'Give the address that it goes to.',
    phone: 'Give the number that it goes to.',
  });
});

test.each([
  ['', 'Give whole minutes.'],
  ['1.5', 'Give whole minutes.'],
  ['many', 'Give whole minutes.'],
  ['1441', 'From 1 to 1440 minutes.'],
  ['-5', 'From 1 to 1440 minutes.'],
])('checkDraft refuses %j minutes', (durationMinutes, words) => {
  expect(byFieldOf(check({ ...complete, durationMinutes }).issues)).toEqual({ durationMinutes: words });
});

test('checkDraft reads texts as the server does: composed, on one line, and empty where nothing is seen', () => {
  const title = 'e\u0301'.repeat(200);
  const { issues, input } = check({ ...complete, title, location: 'Room\t5', customerName: '\u200b\u3164' });
  expect(issues).toEqual([]);
  expect(input).toMatchObject({ title: '\u00e9'.repeat(200), location: 'Room 5', customerName: null });
  expect(check({ ...complete, title: `${title}x` }).issues).toEqual([{ field: 'title', code: 'TOO_LONG' }]);
});

test.each(['', ' ', '\u200b'])('withName refuses the name %j', (customerName) => {
  const draft = { ...complete, customerName };
  expect(withName(draft, check(draft))).toEqual({
    input: null,
    issues: [{ field: 'customerName', code: 'REQUIRED' }],
  });
  expect(withName(complete, check(complete)).input).not.toBeNull();
});

test('checkDraft refuses a draft without a channel at the choice of channels', () => {
  expect(byFieldOf(check({ ...complete, byEmail: false }).issues)).toEqual({
    channels: 'Choose at least one way to be told.',
  });
});

describe('the hours of a change of the clocks', () => {
  const twice = { ...complete, when: '2030-10-27T02:30' };

  test('checkDraft asks which of two times it is, and sends the one that was chosen', () => {
    expect(check(twice)).toEqual({ input: null, issues: [{ field: 'occurrence', code: 'REQUIRED' }] });
    expect(check({ ...twice, occurrence: 'first' }).input?.time).toBe('2030-10-27T00:30:00.000Z');
    expect(check({ ...twice, occurrence: 'second' }).input?.time).toBe('2030-10-27T01:30:00.000Z');
  });

  test('checkDraft refuses a time that the clocks skip', () => {
    const checked = check({ ...complete, when: '2030-03-31T02:30' });
    expect(checked).toEqual({ input: null, issues: [{ field: 'when', code: 'SKIPPED_TIME' }] });
  });
});

test.each([
  ['2029-05-31T15:00', 'This is in the past.'],
  ['2034-06-02T15:00', 'This is more than five years ahead.'],
])('checkDraft finds %s wrong, and leaves it to the server, whose clock is right', (when, words) => {
  const { issues, input } = check({ ...complete, when });
  expect(byFieldOf(issues)).toEqual({ when: words });
  expect(input).not.toBeNull();
});

test.each(['275760-09-14T00:00', 'soon', '2030-02-31T'])('checkDraft takes a time that is none: %s', (when) => {
  expect(byFieldOf(check({ ...complete, when }).issues)).toEqual({ when: 'Choose a day and a time.' });
});

test.each([
  ['en-US@posix', null],
  ['', null],
  ['undefined-', null],
  [`en-${'abcdefgh-'.repeat(5)}x`, null],
  ['ar-EG-u-nu-arab-ca-islamic', 'ar-EG'],
  ['de-at', 'de-AT'],
])('languageTag of %j is %j', (language, tag) => {
  expect(languageTag(language)).toBe(tag);
});

test('sortIssues finds the fields of the server’s issues by path and code, in the page’s words, and loses none', () => {
  const issue = (path: (string | number)[], code: 'TOO_LONG' | 'IN_THE_PAST' | 'CHANNEL_NOT_IN_USE' | 'UNKNOWN') => ({
    path,
    code,
    message: 'must be in the API’s words',
  });
  expect(
    sortIssues([
      issue(['input', 'title'], 'TOO_LONG'),
      issue(['input', 'title'], 'UNKNOWN'),
      issue(['input', 'title'], 'TOO_LONG'),
      issue(['input', 'time'], 'IN_THE_PAST'),
      issue(['input', 'notify', 'sms'], 'CHANNEL_NOT_IN_USE'),
      issue(['note'], 'TOO_LONG'),
      issue(['input', 'userId'], 'UNKNOWN'),
      issue([], 'TOO_LONG'),
    ]),
  ).toEqual({
    byField: {
      title: 'At most 200 characters. This is not accepted.',
      when: 'This is in the past.',
      channels: 'This way is not offered here.',
      note: 'At most 500 characters.',
    },
    others: ['This is not accepted.', 'This is too long.'],
  });
});
