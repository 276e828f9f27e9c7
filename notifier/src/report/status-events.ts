/** The status events of reports. Pure. */
import {
  type DeliveryError,
  type DeliveryStatusChanged,
  type EncodedEvent,
  encodeTrusted,
  statusEventIdOf,
} from '@belltower/events';
import type { DeliveryIdentity, LedgerEntry, Report } from '../ledger/entry.ts';

const SOURCE = 'belltower/notifier';

/** The reports that `after` holds and `before` does not. */
export function newReports(before: LedgerEntry | null, after: LedgerEntry): readonly Report[] {
  const known = new Set(before?.reports.map(({ status, attempt }) => `${status}|${attempt}`));
  return after.reports.filter(({ status, attempt }) => !known.has(`${status}|${attempt}`));
}

/**
 * The events of these reports. Their values are derived from what is recorded alone, so that they are equal to the byte
 * whenever, and by whichever process, they are made; only the headers' `traceparent` is that of the moment.
 */
export function statusEventsOf(
  entry: DeliveryIdentity,
  reports: readonly Report[],
  traceparent?: string,
): EncodedEvent[] {
  return reports.map((report) => encodeTrusted(statusEventOf(entry, report), SOURCE, traceparent));
}

function statusEventOf(entry: DeliveryIdentity, report: Report): DeliveryStatusChanged {
  return {
    event_id: statusEventIdOf(entry.deliveryId, report.status, report.attempt),
    event_type: 'notifications.status',
    occurred_at: report.occurredAt,
    delivery: {
      delivery_id: entry.deliveryId,
      source_event_id: entry.eventId,
      appointment_id: entry.appointmentId,
      channel: entry.channel,
      status: report.status,
      attempt: report.attempt,
      provider: report.provider,
      provider_message_id: report.providerMessageId,
      error: report.error === null ? null : errorOf(report.error),
      next_attempt_at: report.nextAttemptAt,
      ...(report.retryEventId !== undefined && { retry_event_id: report.retryEventId }),
      kind: entry.kind,
      sequence: entry.sequence,
      ...(report.contentHash !== undefined && { content_hash: report.contentHash }),
    },
  };
}

/** The order of keys is ours: jsonb keeps its own. */
function errorOf({ code, message, retryable }: DeliveryError): DeliveryError {
  return { code, message, retryable };
}
