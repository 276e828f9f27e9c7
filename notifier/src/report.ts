/**
 * Tells the log what becomes of deliveries.
 *
 * Promise: reports of one appointment reach the log in the order they were told here; a repeated report is equal to the
 * first to the byte.
 */
import {
  appendDeadLetter,
  deadLetterOf,
  type EventLog,
  isRefusal,
  type LogRecord,
  type NewRecord,
} from '@belltower/event-log';
import {
  type DeliveryError,
  type DeliveryStatusChanged,
  deadLetterTopicOf,
  type EncodedEvent,
  encode,
  statusEventIdOf,
} from '@belltower/events';
import { createBatcher } from './batcher.ts';
import type { DeliveryIdentity, LedgerEntry, Report } from './ledger/entry.ts';

const SOURCE = 'belltower/notifier';
/** Records of one append together stay well under a broker's usual limit of 1 MB a batch. */
const MAX_BATCH_BYTES = 400_000;

/** Writes status events and dead letters; both resolve when the log has acknowledged them, however long that takes. */
export interface Reporter extends AsyncDisposable {
  /** How many reports wait for the log. */
  readonly size: number;
  /** Resolves when the log has acknowledged everything that was told. */
  idle(): Promise<void>;
  /** `traceparent`: the trace that the events belong to, if any (w3.org/TR/trace-context). */
  tell(entry: DeliveryIdentity, reports: readonly Report[], traceparent?: string): Promise<void>;
  /** Parks a record as it came, with the reason and where it came from. */
  park(record: LogRecord, code: string, reason: string): Promise<void>;
}

/** Thrown to whoever waits for a report when the notifier ends. The event stays unfinished, so it comes again. */
export class ReporterDisposed extends Error {
  override readonly name = 'ReporterDisposed';
}

/** The reports that `after` holds and `before` does not. */
export function newReports(before: LedgerEntry | null, after: LedgerEntry): readonly Report[] {
  const told = new Set(before?.reports.map(({ status, attempt }) => `${status}|${attempt}`));
  return after.reports.filter(({ status, attempt }) => !told.has(`${status}|${attempt}`));
}

/**
 * Starts a reporter on a log. `onRetry` is told each time the log could not be written; it is tried again. `onWritten`
 * hears how many records the log has acknowledged.
 */
export function createReporter(
  log: EventLog,
  onRetry: (error: unknown) => void,
  onWritten: (records: number) => void = () => {},
): Reporter {
  const records = createBatcher<NewRecord, void>({
    async run(batch) {
      await log.append(batch);
      onWritten(batch.length);
      return batch.map(() => undefined);
    },
    sizeOf: ({ value }) => value.length + 300,
    maxSize: MAX_BATCH_BYTES,
    isFatal: isRefusal,
    onRetry,
    disposedError: () => new ReporterDisposed('the notifier ends'),
  });

  return {
    get size() {
      return records.size;
    },
    idle: () => records.idle(),
    async tell(entry, reports, traceparent) {
      const events = statusEventsOf(entry, reports, traceparent);
      await Promise.all(events.map((event) => records.add(event)));
    },
    async park(record, code, reason) {
      const letter = deadLetterOf(record, { topic: deadLetterTopicOf(record.topic), code, reason });
      await appendDeadLetter((one) => records.add(one), letter);
    },
    [Symbol.asyncDispose]: () => records[Symbol.asyncDispose](),
  };
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
  return reports.map((report) => encode(statusEventOf(entry, report), SOURCE, traceparent));
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
    },
  };
}

/** The order of keys is ours: jsonb keeps its own. */
function errorOf({ code, message, retryable }: DeliveryError): DeliveryError {
  return { code, message, retryable };
}
