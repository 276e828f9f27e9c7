/**
 * The one place that records what becomes of a delivery, and reports it.
 *
 * Promise: whatever is reported of a delivery stands in the ledger first: its entry, or, of one that is only queued, its event.
 */
import { randomUUID } from 'node:crypto';
import type { LogRecord } from '@belltower/event-log';
import { advances, type DeliveryStatus } from '@belltower/events';
import type { Logger } from 'pino';
import { type Hold, type LedgerEntry, lastReport, type Report } from '../ledger/entry.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { readStoredEvent } from '../ledger/stored-event.ts';
import type { Metrics } from '../metrics.ts';
import type { Reporter } from '../report/reporter.ts';
import { type DeliveryRun, entryOf, logFieldsOf } from './delivery-run.ts';
import { recordOf } from './record-handle.ts';

/** What recording needs. */
export interface RecorderOptions {
  readonly ledger: Ledger;
  readonly reporter: Reporter;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Records and reports what becomes of deliveries. */
export interface Recorder {
  /** A new claim of this process. */
  newHold(): Hold;
  /** The entry as it is known, or as it would begin. */
  entryOf(run: DeliveryRun): LedgerEntry;
  /** Reads the ledger again, and so learns what other processes did meanwhile. @throws {EntryRemoved} */
  refresh(run: DeliveryRun): Promise<void>;
  /**
   * Writes a change, if the entry is still what is known here, and reports it; else learns what it is.
   *
   * @param takesOver also requires that the lease of the entry's owner has expired
   * @returns whether the change took effect
   */
  change(run: DeliveryRun, to: LedgerEntry, takesOver?: boolean): Promise<boolean>;
  /** Reports what this process has not reported of it; that it is queued, where it has no entry yet. */
  report(run: DeliveryRun): void;
  /** Reports how it ended; `run.reportWritten` resolves when the log has acknowledged it. */
  reportTerminal(run: DeliveryRun): void;
  /** Measures how long a message took from its booking, once for each: in the process that sent it. */
  observeSent(run: DeliveryRun, report: Report): void;
  /** Puts a copy of its record, as it came, among the dead letters; resolves when the log has it. */
  park(run: DeliveryRun, error: unknown): Promise<void>;
}

/** Thrown when an entry that was there is gone: its person was erased. Nothing is left to be done. */
export class EntryRemoved extends Error {
  override readonly name = 'EntryRemoved';
}

const WORDS: Readonly<Partial<Record<DeliveryStatus, string>>> = {
  retrying: 'delivery will be retried',
  skipped: 'delivery skipped',
};

/** Creates the recorder of one notifier. */
export function createRecorder({ ledger, reporter, log, metrics }: RecorderOptions): Recorder {
  const newHold = (): Hold => ({ claim: randomUUID(), owner: ledger.owner });

  /** What another process reported is repeated, with its id and its time. */
  function report(run: DeliveryRun): void {
    const entry = entryOf(run, newHold);
    const reports = entry.reports.filter((one) => advances(run.lastReported, one));
    const last = reports.at(-1);
    if (last === undefined) return;
    run.lastReported = { attempt: last.attempt, status: last.status };
    run.reportWritten = reporter.report(entry, reports, run.span?.traceparent ?? run.record.traceparent);
    run.reportWritten.catch(() => {}); // awaited where it matters, before the record is finished
  }

  function observeSent({ event, request, planned }: DeliveryRun, { occurredAt }: Report): void {
    if (event === null || request !== null) return;
    const seconds = (Date.parse(occurredAt) - Date.parse(event.occurred_at)) / 1_000;
    metrics.bookedToSentSeconds.observe({ channel: planned.channel }, Math.max(0, seconds));
  }

  function logReport(run: DeliveryRun, entry: LedgerEntry): void {
    const last = lastReport(entry);
    if (last === null || last.status === 'queued' || last.status === 'sending') return;
    metrics.outcome(entry, last);
    if (last.status === 'sent') observeSent(run, last);
    const fields = {
      ...logFieldsOf(run),
      attempt: last.attempt,
      status: last.status,
      provider_message_id: entry.providerMessageId,
      error: last.error,
      next_attempt_at: last.nextAttemptAt,
    };
    if (last.status === 'failed') log.warn(fields, 'delivery failed');
    else log.info(fields, WORDS[last.status] ?? 'delivery sent');
  }

  /** The record as it came, from the bytes that the ledger keeps. */
  async function originalRecord({ record, request, planned, event }: DeliveryRun): Promise<LogRecord> {
    if (request !== null) return recordOf(record, request, null);
    const body = await ledger.readBody(planned.eventId);
    const stored = event === null ? readStoredEvent(body) : ({ kind: 'event', event } as const);
    return recordOf(record, stored.kind === 'event' ? stored.event : null, body);
  }

  return {
    newHold,
    entryOf: (run) => entryOf(run, newHold),
    observeSent,
    async refresh(run) {
      run.known = await ledger.read(run.planned.deliveryId);
      if (run.hasEntry && run.known === null) throw new EntryRemoved('its entry is no longer in the ledger');
      run.hasEntry = run.known !== null;
      run.newest = run.known?.newest ?? run.newest;
      if (run.known === null || run.known.body === null) return;
      if (run.event === null) readEvent(run, run.known.body);
      run.known = { ...run.known, body: null }; // thousands may wait for a permit from here on
    },
    async change(run, to, takesOver = false) {
      const before = run.known?.entry ?? null;
      const from = before === null ? null : { claim: before.claim, state: before.state };
      const answer = await ledger.write({ from, to, takesOver });
      if (!answer.written) {
        run.known = answer.now;
        run.hasEntry = answer.now !== null;
        run.newest = answer.newest ?? answer.now?.newest ?? run.newest;
        return false;
      }
      run.known = { entry: to, leaseLeftMs: 0, body: null, newest: run.newest };
      run.hasEntry = true;
      report(run);
      if (lastReport(to) !== (before && lastReport(before))) logReport(run, to);
      return true;
    },
    report,
    reportTerminal(run) {
      if (run.lastReported === null) metrics.repeats.inc({ channel: run.planned.channel });
      report(run);
    },
    async park(run, error) {
      const record = await originalRecord(run);
      await reporter.park(record, 'UNEXPECTED', error instanceof Error ? error.message : String(error));
      metrics.deadLetters.inc({ topic: run.record.topic });
    },
  };
}

function readEvent(run: DeliveryRun, body: Uint8Array): void {
  const stored = readStoredEvent(body);
  run.event = stored.kind === 'event' ? stored.event : null;
  run.unreadable = stored.kind === 'unreadable' ? stored.reason : null;
}
