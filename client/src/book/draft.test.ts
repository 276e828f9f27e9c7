import { expect, test } from 'vitest';
import { checkDraft, emptyDraft } from './draft.ts';
import { sortIssues } from './issues.ts';

const complete = {
  ...emptyDraft(),
  title: ' Check-up ',
  when: '2030-02-20T15:00',
  timeZone: 'Europe/Vienna',
  email: ' ana@example.com ',
};

test('checkDraft turns a complete draft into the server’s input', () => {
  expect(checkDraft(complete, 'de-AT')).toEqual({
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
  const checked = checkDraft({ ...complete, bySms: true, phone: '+1 (555) 555-0123' }, 'en');
  expect(checked).toMatchObject({ input: { phone: '+15555550123', notify: { sms: true } } });
});

test('checkDraft leaves out the address of a channel that is not chosen', () => {
  const checked = checkDraft({ ...complete, byEmail: false, bySms: true, phone: '+15555550123' }, 'en');
  expect(checked).toMatchObject({ input: { email: null, notify: { email: false, sms: true } } });
});

test('checkDraft names everything that is missing, each at its field', () => {
  const checked = checkDraft({ ...emptyDraft(), byEmail: true, bySms: true, durationMinutes: '' }, 'en');
  const { byField } = sortIssues(checked.kind === 'issues' ? checked.issues : []);
  expect(Object.keys(byField).sort()).toEqual(['durationMinutes', 'email', 'phone', 'when']);
});

test('checkDraft refuses a draft without a channel at the choice of channels', () => {
  const checked = checkDraft({ ...complete, byEmail: false }, 'en');
  expect(sortIssues(checked.kind === 'issues' ? checked.issues : [])).toEqual({
    byField: { channels: 'Choose at least one way to be told.' },
    others: [],
  });
});

test('checkDraft refuses a time that the clocks skip', () => {
  const checked = checkDraft({ ...complete, when: '2030-03-31T02:30' }, 'en');
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
  expect(checkDraft(complete, 'en-US@posix')).toMatchObject({ kind: 'input', input: { locale: null } });
});
