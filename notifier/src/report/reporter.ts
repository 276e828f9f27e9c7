/**
 * Reports to the log what becomes of deliveries, and parks dead letters there.
 *
 * Promise: reports of one appointment reach the log in the order they came here; a repeated report is equal to the
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
import { deadLetterTopicOf, type EncodedEvent, EventError } from '@belltower/events';
import { createRetryingBatcher, retryWithBackoff, withGrace } from '@belltower/support/process';
import type { DeliveryIdentity, Report } from '../ledger/entry.ts';
import { createGathering } from './gathering.ts';
import { statusEventsOf } from './status-events.ts';

/** Records of one append together stay well under a broker's usual limit of 1 MB a batch. */
const MAX_BATCH_BYTES = 400_000;
const BACKOFF = { firstMs: 50, maxMs: 30_000 };
/** How long a stop waits for an append: the events of its reports stay unfinished, and come again. */
const GRACE_MS = 3_000;
/** How long a report waits for what follows it, so that a quick send is one append: unnoticed by who watches. */
const GATHER_MS = 20;

/** Writes status events and dead letters; both resolve when the log has acknowledged them, however long that takes. */
export interface Reporter extends AsyncDisposable {
  /** How many reports wait for the log. */
  readonly size: number;
  /** Resolves when the log has acknowledged everything that was given to it. */
  idle(): Promise<void>;
  /**
   * `queued` and `sending` may wait up to 20 ms to share an append with what follows; any other status is written at once, with all that wait.
   * `traceparent`: the trace that the events belong to, if any (w3.org/TR/trace-context).
   */
  report(entry: DeliveryIdentity, reports: readonly Report[], traceparent?: string): Promise<void>;
  /** Parks a record as it came, with the reason and where it came from. */
  park(record: LogRecord, code: string, reason: string): Promise<void>;
}

/** The rejection of reports that wait when the notifier ends. Their event stays unfinished, so it comes again. */
export class ReporterDisposed extends Error {
  override readonly name = 'ReporterDisposed';
}

/** The two kinds of records that a reporter writes. */
export type Written = 'reports' | 'dead-letters';

/** What a reporter notifies its owner of. */
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
export function createReporter(log: Pick<EventLog, 'append'>, watch: ReporterWatch): Reporter {
  const disposed = new AbortController();
  const [reports, letters] = [startWriting('reports'), startWriting('dead-letters')];
  const gathering = createGathering(GATHER_MS);
  let unwritten = 0;

  function startWriting(what: Written) {
    return createRetryingBatcher<NewRecord, void>({
      async run(batch) {
        await withGrace(log.append(batch), disposed.signal, GRACE_MS);
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
    await retryWithBackoff(write, {
      backoff: BACKOFF,
      signal: disposed.signal,
      isRetryable: (error) => !(error instanceof ReporterDisposed),
      onRetry: (error) => watch.failed(what, error),
    });
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
      return unwritten + letters.size;
    },
    async idle() {
      await gathering.end();
      await Promise.all([reports.idle(), letters.idle()]);
    },
    async report(entry, changes, traceparent) {
      const events = changes.flatMap((report) => encoded(entry, report, traceparent));
      unwritten += events.length;
      try {
        await gathering.join({ ends: changes.some(({ status }) => status !== 'queued' && status !== 'sending') });
        await Promise.all(events.map((event) => persist('reports', () => reports.add(event))));
      } finally {
        unwritten -= events.length;
      }
    },
    async park(record, code, reason) {
      const letter = deadLetterOf(record, { topic: deadLetterTopicOf(record.topic), code, reason });
      await persist('dead-letters', () => appendDeadLetter((one) => letters.add(one), letter));
    },
    async [Symbol.asyncDispose]() {
      await gathering.end();
      disposed.abort(new ReporterDisposed('the notifier ends'));
      await Promise.all([reports[Symbol.asyncDispose](), letters[Symbol.asyncDispose]()]);
    },
  };
}
