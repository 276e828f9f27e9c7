import { expect, test } from 'vitest';
import * as numbers from '../contact/phone-numbers.ts';
import { emptyDraft } from './draft.ts';
import { issuesNow, type Touched } from './live-issues.ts';

const reader = { ...numbers, defaultCountry: '' };

const NOW = new Date('2030-01-01T00:00:00Z');
const left: Touched = { when: 'left', email: 'left', phone: 'left', durationMinutes: 'left', channels: 'left' };
const seen = (part: object) =>
  issuesNow({}, left, { ...emptyDraft(), timeZone: 'Europe/Vienna', bySms: true, ...part }, NOW, reader);

test('issuesNow keeps the answer’s issue of a field until the field changes', () => {
  const answered = { email: 'No such mailbox.', title: 'Too long.' };
  const draft = { ...emptyDraft(), email: 'ana@example.com' };
  expect(issuesNow(answered, {}, draft, NOW, reader)).toEqual(answered);
  expect(issuesNow(answered, { email: 'typing' }, draft, NOW, reader)).toEqual({ title: 'Too long.' });
  expect(issuesNow(answered, { email: 'left' }, draft, NOW, reader)).toEqual({ title: 'Too long.' });
});

test('issuesNow checks a field that was left without the server', () => {
  expect(seen({ when: '2029-12-31T15:00' })).toEqual({ when: 'This is in the past.' });
  expect(seen({ when: '2030-03-31T02:30' })).toEqual({ when: expect.stringContaining('set forward') });
  expect(seen({ email: 'ana', phone: '123' })).toEqual({
    email: 'This does not look like an e-mail address.',
    phone: 'Choose its country, or give it with a plus sign and the country code.',
  });
  expect(seen({ durationMinutes: '1.5' })).toEqual({ durationMinutes: 'Give whole minutes.' });
  expect(seen({ byEmail: false, bySms: false })).toEqual({ channels: 'Choose at least one way to be told.' });
});

test('issuesNow shows nothing for valid or empty fields, however they are written', () => {
  expect(seen({})).toEqual({});
  expect(seen({ when: '2030-02-20T15:00', email: ' ana@example.com ', phone: '+1 (555) 555-0123' })).toEqual({});
});

test('issuesNow names the number that was meant, and knows numbers without a country once it is chosen', () => {
  expect(seen({ phone: '0660 1234567' })).toEqual({ phone: expect.stringContaining('Choose its country') });
  expect(seen({ phone: '0660 1234567', country: 'AT' })).toEqual({});
  expect(seen({ phone: '+44 (0)20 7946 0958' })).toEqual({});
});
