import { expect, test } from 'vitest';
import type { OpenFailure } from './documents.ts';
import { failureWords } from './failure-words.ts';

const failure: OpenFailure = {
  id: '7',
  appointmentId: 'a',
  kind: 'REMINDER',
  channel: 'SMS',
  error: { code: 'INVALID_RECIPIENT' },
  appointment: { title: 'Dental check-up', customerName: 'Anna Berger' },
};

test('a failure is named by its message, its customer and its reason, as far as they are known', () => {
  expect(failureWords(1, failure)).toEqual({
    title: 'Reminder by text message failed',
    text: 'Anna Berger, Dental check-up · Wrong address or number',
  });
  expect(failureWords(1, { ...failure, appointment: null, error: { code: 'NEWER' } }).text).toBe('NEWER');
  expect(failureWords(1, { ...failure, appointment: { title: null, customerName: null }, error: null }).text).toBe('');
  expect(failureWords(1, null)).toEqual({ title: 'A message failed', text: '' });
});

test('many failures are counted', () => {
  expect(failureWords(12, failure)).toEqual({ title: '12 messages failed', text: '' });
});
