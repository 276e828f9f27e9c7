import { expect, it } from 'vitest';
import { mailHashOf, smsHashOf } from './content-hash.ts';
import { renderEmail } from './email.ts';
import { messageSettingsOf } from './settings.ts';
import { renderSms } from './sms.ts';
import { eventOf } from './testing/fixtures.ts';

const event = eventOf();
const envelope = { deliveryId: '6f2a3c1e-5b0d-5e55-9c55-0b6f1f2b7a10', to: 'anna@example.com' };
const settings = (values = {}) => messageSettingsOf({ MAIL_FROM: 'clinic@hill.example', ...values });
const mailHash = (values = {}, changes = {}) =>
  mailHashOf(renderEmail(event, { ...envelope, settings: settings(values), ...changes }), settings(values));

it('the hash of a mail is the same whenever it is rendered, and for whichever delivery', () => {
  expect(mailHash()).toMatch(/^[0-9a-f]{32}$/);
  expect(mailHash()).toBe(mailHash({}, { deliveryId: '11111111-1111-4111-8111-111111111111' }));
});

it.each([
  ['recipient', mailHash({}, { to: 'other@example.com' })],
  ['sender', mailHash({ MAIL_FROM: 'desk@hill.example' })],
  ['address for answers', mailHash({ MAIL_REPLY_TO: 'desk@hill.example' })],
  ['colour', mailHash({ BRAND_COLOR: '#0b5cad' })],
  ['language', mailHash({ DEFAULT_LOCALE: 'de' })],
])('the hash of a mail is another with another %s', (_what, other) => expect(other).not.toBe(mailHash()));

it('the hash of an SMS is of its text and its recipient', () => {
  const hash = (values: object, to: string) =>
    smsHashOf(renderSms(event, { ...envelope, to, settings: settings(values) }));
  const own = hash({}, '+15555550123');
  expect(own).toBe(hash({ BRAND_COLOR: '#0b5cad' }, '+15555550123'));
  expect(own).not.toBe(hash({ BRAND_NAME: 'Hill' }, '+15555550123'));
  expect(own).not.toBe(hash({}, '+15555550124'));
});
