/**
 * Tells the log what becomes of deliveries.
 *
 * Promise: reports of one appointment reach the log in the order they were told here; a repeated report is equal to the
 * first to the byte.
 */
import { setTimeout as sleep } from 'node:timers/promises';
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
  EventError,
  encode,
  statusEventIdOf,
} from '@belltower/events';
import { createBatcher } from '../ledger/batcher.ts';
import type { DeliveryIdentity, LedgerEntry, Report } from '../ledger/entry.ts';

const SOURCE = 'belltower/notifier';
/** Records of one append together stay well under a broker's usual limit of 1 MB a batch. */
const MAX_BATCH_BYTES = 400_000;
const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 30_000;

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

/** The two kinds of records that a reporter writes. */
export type Written = 'reports' | 'dead-letters';

/** Whoever watches a reporter. */
export interface ReporterWatch {
  /** The log could not be written, or refused a record; it is retried. */
  failed(what: Written, error: unknown): void;
  /** The log has acknowledged so many records. */
  written(what: Written, records: number): void;
}

/**
 * Starts a reporter on a log. What it was given is written however long that takes: its promises reject only with
 * `ReporterDisposed`. Dead letters go their own way, so that a dead-letter topic that cannot be written holds up nothing else.
 */
export function createReporter(log: EventLog, watch: ReporterWatch): Reporter {
  const disposed = new AbortController();
  const [reports, letters] = [startWriting('reports'), startWriting('dead-letters')];

  function startWriting(what: Written) {
    return createBatcher<NewRecord, void>({
      async run(batch) {
        await log.append(batch);
        watch.written(what, batch.length);
        return batch.map(() => undefined);
      },
      sizeOf: ({ value }) => value.length + 300,
      maxSize: MAX_BATCH_BYTES,
      isFatal: isRefusal,
      onRetry: (error) => watch.failed(what, error),
      disposedError: () => new ReporterDisposed('the notifier ends'),
    });
  }

  /** What the log refuses for itself is offered again: a topic's limits can be raised. */
  async function persist(what: Written, write: () => Promise<void>): Promise<void> {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      try {
        return await write();
      } catch (error) {
        if (error instanceof ReporterDisposed) throw error;
        watch.failed(what, error);
      }
      await sleep(waitMs, undefined, { signal: disposed.signal }).catch(() => {
        throw new ReporterDisposed('the notifier ends');
      });
    }
  }

  /** An event that breaks its contract can never be written; nothing may wait for it. */
  function encoded(entry: DeliveryIdentity, report: Report, traceparent?: string): EncodedEvent[] {
    try {
      return statusEventsOf(entry, [report], traceparent);
    } catch (error) {
      if (!(error instanceof EventError)) throw error;
      watch.failed('reports', error);
      return [];
    }
  }

  return {
    get size() {
      return reports.size + letters.size;
    },
    async idle() {
      await Promise.all([reports.idle(), letters.idle()]);
    },
    async tell(entry, told, traceparent) {
      const events = told.flatMap((report) => encoded(entry, report, traceparent));
      await Promise.all(events.map((event) => persist('reports', () => reports.add(event))));
    },
    async park(record, code, reason) {
      const letter = deadLetterOf(record, { topic: deadLetterTopicOf(record.topic), code, reason });
      await persist('dead-letters', () => appendDeadLetter((one) => letters.add(one), letter));
    },
    async [Symbol.asyncDispose]() {
      disposed.abort();
      await Promise.all([reports[Symbol.asyncDispose](), letters[Symbol.asyncDispose]()]);
    },
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
