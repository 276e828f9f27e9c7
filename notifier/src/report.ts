/**
 * Tells the log what becomes of deliveries.
 *
 * Promise: reports of one appointment reach the log in the order they were told here; a repeated report has the same
 * event id and the same time as the first.
 */
import { type EventLog, EventLogError, type LogRecord, type NewRecord } from '@belltower/event-log';
import {
  type DeliveryStatusChanged,
  deadLetterTopicOf,
  type EncodedEvent,
  encode,
  limits,
  statusEventIdOf,
  storableText,
} from '@belltower/events';
import { createBatcher } from './batcher.ts';
import type { LedgerEntry, Report } from './ledger/entry.ts';

const SOURCE = 'belltower/notifier';
/** Records of one append together stay well under a broker's usual limit of 1 MB a batch. */
const MAX_BATCH_BYTES = 400_000;
const TOO_LARGE_CUT = 256_000;

/** Writes status events and dead letters; both resolve when the log has acknowledged them, however long that takes. */
export interface Reporter extends AsyncDisposable {
  /** How many reports wait for the log. */
  readonly size: number;
  /** Resolves when the log has acknowledged everything that was told. */
  idle(): Promise<void>;
  /** `traceparent`: the trace that the events belong to, if any (w3.org/TR/trace-context). */
  tell(entry: LedgerEntry, reports: readonly Report[], traceparent?: string): Promise<void>;
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
    isFatal: (error) => error instanceof EventLogError && error.code === 'RECORD_TOO_LARGE',
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
      const letter = deadLetterOf(record, code, reason);
      await records.add(letter).catch((error: unknown) => {
        if (!(error instanceof EventLogError)) throw error;
        const headers = { ...letter.headers, 'dead-letter-cut-from-bytes': String(record.value.length) };
        return records.add({ ...letter, value: record.value.subarray(0, TOO_LARGE_CUT), headers });
      });
    },
    [Symbol.asyncDispose]: () => records[Symbol.asyncDispose](),
  };
}

/** The events that tell of these reports: the same whenever they are made. */
export function statusEventsOf(entry: LedgerEntry, reports: readonly Report[], traceparent?: string): EncodedEvent[] {
  return reports.map((report) => encode(statusEventOf(entry, report), SOURCE, traceparent));
}

function statusEventOf(entry: LedgerEntry, report: Report): DeliveryStatusChanged {
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
      provider: storableOrNull(entry.provider, limits.provider),
      provider_message_id:
        report.attempt === entry.attempts ? storableOrNull(entry.providerMessageId, limits.providerMessageId) : null,
      error: report.error && { ...report.error, message: storableText(report.error.message, limits.errorMessage) },
      next_attempt_at: report.nextAttemptAt,
    },
  };
}

/** As the ledger keeps it and the contract takes it, so that a report made before that is the same as one made after. */
function storableOrNull(text: string | null, most: number): string | null {
  return text === null ? null : storableText(text, most);
}

function deadLetterOf(record: LogRecord, code: string, reason: string): NewRecord {
  return {
    topic: deadLetterTopicOf(record.topic),
    key: record.key ?? `${record.topic}/${record.partition}/${record.position}`,
    value: record.value,
    headers: {
      ...record.headers,
      'dead-letter-code': code,
      'dead-letter-reason': reason.slice(0, 2_000),
      'dead-letter-topic': record.topic,
      'dead-letter-partition': String(record.partition),
      'dead-letter-position': String(record.position),
      'dead-letter-at': new Date().toISOString(),
    },
  };
}
