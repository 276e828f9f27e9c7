import type { DeliveryError, DeliveryErrorCode } from '@belltower/events';
import { expect, it } from 'vitest';
import { type LedgerEntry, newEntry } from './entry.ts';
import { toRetrying, toSending, toSent } from './transitions.ts';

const hold = { claim: 'claim', owner: 'owner' };
const identity = { eventId: 'event', channel: 'email', deliveryId: 'delivery', appointmentId: '1' } as const;
const at = new Date('2026-01-01T10:00:00Z');

function tryAndFail(entry: LedgerEntry, code: DeliveryErrorCode): LedgerEntry {
  const error: DeliveryError = { code, message: 'not this time', retryable: true };
  return toRetrying(toSending(entry, hold, 'smtp', at), error, at, at);
}

it('an entry keeps the reports of its last attempts, and every doubt however old', () => {
  let entry = tryAndFail(newEntry(identity, hold, at, at), 'MAYBE_SENT');
  for (let attempt = 2; attempt <= 5; attempt += 1) entry = tryAndFail(entry, 'PROVIDER_UNAVAILABLE');
  entry = toSent(toSending(entry, hold, 'smtp', at), 'message-1', at);
  expect(entry.reports.map(({ status, attempt, error }) => [status, attempt, error?.code ?? null])).toEqual([
    ['retrying', 1, 'MAYBE_SENT'],
    ['retrying', 4, 'PROVIDER_UNAVAILABLE'],
    ['sending', 5, null],
    ['retrying', 5, 'PROVIDER_UNAVAILABLE'],
    ['sending', 6, null],
    ['sent', 6, null],
  ]);
});
