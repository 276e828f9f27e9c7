import { expect, test } from 'vitest';
import * as numbers from '../contact/phone-numbers.ts';
import { checkDraft, emptyDraft } from './draft.ts';

import { sortIssues } from './issues.ts';

const reader = { ...numbers, defaultCountry: 'AT' };

const complete = {
  ...emptyDraft(),
  title: ' Check-up ',
  when: '2030-02-20T15:00',
  timeZone: 'Europe/Vienna',
  email: ' ana@example.com ',
};

test('checkDraft turns a complete draft into the server’s input', () => {
  expect(checkDraft(complete, 'de-AT', reader)).toEqual({
    kind: 'input',
    input: {
      time: '2030-02-20T14:00:00.000Z',
      timeZone: 'Europe/Vienna',
      durationMinutes: 30,
      title: 'Check-up',
      location: null,
      email: 'ana@example.com',
      phone: null,
      notify: { email: true, sms: false },
      locale: 'de-AT',
    },
  });
});

test('checkDraft sends a number as its digits, however it was typed', () => {
  const checked = checkDraft({ ...complete, bySms: true, phone: '+1 (555) 555-0123' }, 'en', reader);
  expect(checked).toMatchObject({ input: { phone: '+15555550123', notify: { sms: true } } });
});

test.each([
  ['+44 (0)20 7946 0958', '', '+442079460958'],
  ['+43 660/1234567', '', '+436601234567'],
  ['\u202a+43\u2011660\u20111234567\u202c', '', '+436601234567'],
  ['0660 1234567', '', '+436601234567'],
  ['(555) 555-0123', 'US', '+15555550123'],
])('checkDraft reads the number %j with the country %j as %s', (phone, country, e164) => {
  expect(checkDraft({ ...complete, bySms: true, phone, country }, 'en', reader)).toMatchObject({
    input: { phone: e164 },
  });
});

test('checkDraft leaves out the address of a channel that is not chosen', () => {
  const checked = checkDraft({ ...complete, byEmail: false, bySms: true, phone: '+15555550123' }, 'en', reader);
  expect(checked).toMatchObject({ input: { email: null, notify: { email: false, sms: true } } });
});

test('checkDraft names everything that is missing, each at its field', () => {
  const checked = checkDraft({ ...emptyDraft(), byEmail: true, bySms: true, durationMinutes: '' }, 'en', reader);
  const { byField } = sortIssues(checked.kind === 'issues' ? checked.issues : []);
  expect(Object.keys(byField).sort()).toEqual(['durationMinutes', 'email', 'phone', 'when']);
});

test('checkDraft refuses a draft without a channel at the choice of channels', () => {
  const checked = checkDraft({ ...complete, byEmail: false }, 'en', reader);
  expect(sortIssues(checked.kind === 'issues' ? checked.issues : [])).toEqual({
    byField: { channels: 'Choose at least one way to be told.' },
    others: [],
  });
});

test('checkDraft refuses a time that the clocks skip', () => {
  const checked = checkDraft({ ...complete, when: '2030-03-31T02:30' }, 'en', reader);
  expect(checked).toMatchObject({ kind: 'issues', issues: [{ path: ['input', 'time'] }] });
});

test('sortIssues finds the fields of the server’s issues by path, and loses none', () => {
  expect(
    sortIssues([
      { path: ['input', 'email'], message: 'A.' },
      { path: ['input', 'email'], message: 'B.' },
      { path: ['input', 'time'], message: 'C.' },
      { path: ['input', 'notify', 'sms'], message: 'D.' },
      { path: ['input', 'userId'], message: 'E.' },
      { path: [], message: 'F.' },
    ]),
  ).toEqual({ byField: { email: 'A. B.', when: 'C.', channels: 'D.' }, others: ['E.', 'F.'] });
});

test('checkDraft leaves out a language that is no BCP 47 tag', () => {
  expect(checkDraft(complete, 'en-US@posix', reader)).toMatchObject({ kind: 'input', input: { locale: null } });
});
