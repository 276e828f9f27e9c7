import { expect, it } from 'vitest';
import { maskedRecipient } from './masked-recipient.ts';

it('a masked recipient is recognised by who knows it, and read by nobody else', () => {
  expect(maskedRecipient('sms', '+436601234567')).toBe('+43•••••67');
  expect(maskedRecipient('sms', '+15555550123')).toBe('+1•••••23');
  expect(maskedRecipient('email', 'anna.huber@example.com')).toBe('a•••@example.com');
  expect(maskedRecipient('email', '😀b@example.com')).toBe('😀•••@example.com');
  expect(maskedRecipient('email', 'broken')).toBe('•••');
});
