import type { NewRecord } from '@belltower/event-log';
import { decode, deliveryIdOf } from '@belltower/events';
import { describe, expect, it } from 'vitest';
import { newEntry } from '../ledger/entry.ts';
import { toFailed, toReopened, toSending, toSent } from '../ledger/transitions.ts';
import { createReporter } from './reporter.ts';
import { statusEventsOf } from './status-events.ts';

const SENDING = { provider: 'smtp', contentHash: 'c0ffee00'.repeat(4) };

const eventId = '0a6d1c9e-58b3-4f7e-9c61-3f1f0c2a7d10';
const hold = { claim: 'claim', owner: 'owner' };
const bookedAt = new Date('2026-02-13T17:00:00Z');
const seenAt = new Date('2026-02-13T17:00:03Z');
const identity = {
  eventId,
  channel: 'email',
  deliveryId: deliveryIdOf(eventId, 'email'),
  appointmentId: '7',
  kind: 'confirmation',
  sequence: 0,
} as const;
const queued = newEntry(identity, hold, seenAt, bookedAt);
const sending = toSending(queued, hold, SENDING, seenAt);
const sent = toSent(sending, null, seenAt);

/** A reporter, and what it appended, batch by batch. */
function startReporter() {
  const batches: string[][] = [];
  const statusOf = ({ value }: NewRecord) => decode('notifications.status', value).event.delivery.status;
  const append = async (records: readonly NewRecord[]) => void batches.push(records.map(statusOf));
  return { batches, reporter: createReporter({ append }, { failed: () => {}, written: () => {} }) };
}

describe('the reporter', () => {
  it('the reporter writes all steps of a send that ends at once in one append', async () => {
    const { batches, reporter } = startReporter();
    await using _reporter = reporter;
    const [begun, ended] = [reporter.report(sending, sending.reports), reporter.report(sent, sent.reports.slice(-1))];
    expect(reporter.size).toBeGreaterThan(0);
    await Promise.all([begun, ended]);
    expect(batches).toEqual([['queued', 'sending', 'sent']]);
    expect(reporter.size).toBe(0);
  });

  it('the reporter does not hold back for ever that a message is on its way', async () => {
    const { batches, reporter } = startReporter();
    await using _reporter = reporter;
    await reporter.report(sending, sending.reports);
    expect(batches).toEqual([['queued', 'sending']]);
  });

  it('the reporter ends while an append hangs, and rejects what the log has not acknowledged', async () => {
    const reporter = createReporter({ append: () => new Promise(() => {}) }, { failed: () => {}, written: () => {} });
    const reports = [reporter.report(sent, sent.reports), reporter.report(queued, queued.reports)];
    const refused = reports.map((report) => expect(report).rejects.toThrow('the notifier ends'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await reporter[Symbol.asyncDispose]();
    await Promise.all(refused);
  });

  it('the reporter keeps the order of what it holds back, and has written it when it is idle', async () => {
    const { batches, reporter } = startReporter();
    await using _reporter = reporter;
    for (const entry of [queued, sending]) void reporter.report(entry, entry.reports.slice(-1));
    await reporter.idle();
    expect(batches).toEqual([['queued', 'sending']]);
  });
});

const queuedEvent = (event_id: string, occurred_at: string, attempt: number, more: object = {}) => ({
  event_id,
  event_type: 'notifications.status',
  occurred_at,
  delivery: {
    delivery_id: 'd2a1b201-8cda-5fb2-88c4-b0c45d4b80bd',
    source_event_id: eventId,
    appointment_id: '7',
    channel: 'email',
    status: 'queued',
    attempt,
    provider: null,
    provider_message_id: null,
    error: null,
    next_attempt_at: null,
    ...more,
    kind: 'confirmation',
    sequence: 0,
  },
});

/** As the server of 0.1 writes them, but that it names neither retry, kind nor sequence: the same event comes from both while one is replaced by the other. */
it('a queued event is made of its event, or of the request of its retry, to the byte', () => {
  const [first] = statusEventsOf(queued, queued.reports);
  expect(first?.value).toBe(
    JSON.stringify(queuedEvent('eebf0a54-38e1-58db-8990-0afb055fd1d7', '2026-02-13T17:00:00Z', 1)),
  );
  const request = { eventId: 'request', occurredAt: new Date('2026-02-14T08:00:00.500Z'), address: null };
  const error = { code: 'REJECTED', message: 'no', retryable: false } as const;
  const reopened = toReopened(toFailed(sending, error, seenAt), hold, request, seenAt);
  const [again] = statusEventsOf(reopened, reopened.reports.slice(-1));
  expect(again?.value).toBe(
    JSON.stringify(
      queuedEvent('496a7d92-883b-5697-b35d-4e848fb47686', '2026-02-14T08:00:00.500Z', 2, { retry_event_id: 'request' }),
    ),
  );
});
