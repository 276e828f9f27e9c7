import { type DeliveryError, type DeliveryErrorCode, decode } from '@belltower/events';
import { expect, it } from 'vitest';
import { statusEventsOf } from '../report/status-events.ts';
import { type LedgerEntry, newEntry } from './entry.ts';
import { type DeliveryRow, entryOfRow, rowOfWrite } from './rows.ts';
import { toDelivered, toFailed, toParked, toReopened, toRetrying, toSending, toSent } from './transitions.ts';

const SENDING = { provider: 'smtp', contentHash: 'c0ffee00'.repeat(4) };

const hold = { claim: 'claim', owner: 'owner' };
const identity = {
  eventId: '0a6d1c9e-58b3-4f7e-9c61-3f1f0c2a7d10',
  channel: 'email',
  deliveryId: '6f2a3c1e-5b0d-5e55-9c55-0b6f1f2b7a10',
  appointmentId: '1',
  kind: 'confirmation',
  sequence: 0,
} as const;
const at = new Date('2026-01-01T10:00:00Z');

function tryAndFail(entry: LedgerEntry, code: DeliveryErrorCode): LedgerEntry {
  const error: DeliveryError = { code, message: 'not this time', retryable: true };
  return toRetrying(toSending(entry, hold, SENDING, at), error, at, at);
}

it('an entry keeps the reports of its last attempts, and every doubt however old', () => {
  let entry = tryAndFail(newEntry(identity, hold, at, at), 'MAYBE_SENT');
  for (let attempt = 2; attempt <= 5; attempt += 1) entry = tryAndFail(entry, 'PROVIDER_UNAVAILABLE');
  entry = toSent(toSending(entry, hold, SENDING, at), 'message-1', at);
  expect(entry.reports.map(({ status, attempt, error }) => [status, attempt, error?.code ?? null])).toEqual([
    ['retrying', 1, 'MAYBE_SENT'],
    ['retrying', 4, 'PROVIDER_UNAVAILABLE'],
    ['sending', 5, null],
    ['retrying', 5, 'PROVIDER_UNAVAILABLE'],
    ['sending', 6, null],
    ['sent', 6, null],
  ]);
});

it('the reports of an entry name the retry that reopened it last, also once they were stored', () => {
  const error: DeliveryError = { code: 'REJECTED', message: 'no', retryable: false };
  const failed = toFailed(toSending(newEntry(identity, hold, at, at), hold, SENDING, at), error, at);
  const retry = { eventId: 'retry', occurredAt: at, address: 'right@example.com' };
  const entry = toDelivered(toSending(toReopened(failed, hold, retry, at), hold, SENDING, at), 1, at);
  const named = (of: LedgerEntry) =>
    of.reports.map(({ status, attempt, retryEventId }) => [status, attempt, retryEventId]);
  expect(named(entry)).toEqual([
    ['sending', 1, undefined],
    ['failed', 1, undefined],
    ['queued', 2, 'retry'],
    ['sending', 2, 'retry'],
    ['delivered', 1, 'retry'],
  ]);
  const stored: DeliveryRow = JSON.parse(JSON.stringify(rowOfWrite({ from: null, to: entry })));
  expect(entryOfRow(stored)).toEqual(entry);
  expect(failed.reports.some((report) => 'retryEventId' in report)).toBe(false);
});

it('the reports of an attempt say the hash of what it sends, from its sending on, also once they were stored', () => {
  const error: DeliveryError = { code: 'PROVIDER_UNAVAILABLE', message: 'no', retryable: true };
  const refused = toRetrying(toSending(newEntry(identity, hold, at, at), hold, SENDING, at), error, at, at);
  const parked = toParked(refused, error, at, at);
  const second = { ...SENDING, contentHash: 'decade00'.repeat(4) };
  const entry = toDelivered(toSent(toSending(parked, hold, second, at), null, at), 3, at);
  const hashes = (of: LedgerEntry) => of.reports.map(({ status, contentHash }) => [status, contentHash]);
  expect(hashes(parked)).toEqual([
    ['queued', undefined],
    ['sending', SENDING.contentHash],
    ['retrying', SENDING.contentHash],
    ['retrying', undefined],
  ]);
  expect(hashes(entry).slice(-3)).toEqual([
    ['sending', second.contentHash],
    ['sent', second.contentHash],
    ['delivered', second.contentHash],
  ]);
  const stored: DeliveryRow = JSON.parse(JSON.stringify(rowOfWrite({ from: null, to: entry })));
  expect(entryOfRow(stored)).toEqual(entry);
  expect(statusEventsOf(entryOfRow(stored), entryOfRow(stored).reports)).toEqual(statusEventsOf(entry, entry.reports));
  const events = statusEventsOf(entry, entry.reports).map(({ value }) => decode('notifications.status', value).event);
  expect(events.at(-1)?.delivery.content_hash).toBe(second.contentHash);
});
