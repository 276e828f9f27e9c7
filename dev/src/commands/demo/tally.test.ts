import { expect, it } from 'vitest';
import { createTally } from './tally.ts';

it('the tally counts each delivery where it stands last, and why the failed ones failed', () => {
  const tally = createTally();
  tally.note({ deliveryId: '1', channel: 'SMS', status: 'SENT', error: null });
  const error = { code: 'UNDELIVERED', message: 'off', retryable: false };
  tally.note({ deliveryId: '1', channel: 'SMS', status: 'FAILED', error });
  tally.note({ deliveryId: '2', channel: 'SMS', status: 'RETRYING', error: { ...error, code: 'RATE_LIMITED' } });
  tally.note({ deliveryId: '3', channel: 'EMAIL', status: 'SENT', error: null });
  expect(tally.lines()).toEqual(['EMAIL: 1 SENT', 'SMS: 1 FAILED (UNDELIVERED 1), 1 RETRYING']);
  expect(tally.resting()).toBe(2);
});
