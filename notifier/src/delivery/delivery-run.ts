/** One delivery on its way to rest: what is known of it here, and how that changes. */
import { randomUUID } from 'node:crypto';
import type { LogRecord } from '@belltower/event-log';
import { type AppointmentCreated, advances, type DeliveryStep, type RetryRequested } from '@belltower/events';
import type { Span, Tracer } from '@belltower/support/traces';

import type { Logger } from 'pino';
import type { PlannedDelivery } from '../intake/plan.ts';
import { type Hold, type LedgerEntry, lastReport, newEntry, type Report } from '../ledger/entry.ts';
import type { KnownEntry, Ledger } from '../ledger/ledger.ts';
import { readStoredEvent } from '../ledger/stored-event.ts';
import type { Metrics } from '../metrics.ts';
import type { Reporter } from '../report/report.ts';
import { type RecordHandle, recordOf } from './record-handle.ts';
import { expiryOf, type RetryPolicy } from './retry.ts';

/** What a record asks for: one delivery. */
export interface Delivery {
  readonly planned: PlannedDelivery;
  /** Null when it is no longer kept, which only a retry can find: there is nothing to be sent any more. */
  readonly event: AppointmentCreated | null;
  /** Why the event that is kept cannot be read any more; null while it can. */
  readonly unreadable: string | null;
  /** When the ledger first saw its event. */
  readonly firstSeenAt: Date;
  /** The retry that the record asks for; null when it is the event itself. */
  readonly request: RetryRequested | null;
  readonly record: RecordHandle;
  /** What the ledger held when the record was taken. */
  readonly known: KnownEntry | null;
  /** Its address is remembered as dead. */
  readonly isSuppressed: boolean;
}

/** A delivery under way in this process. While it waits, what the ledger holds is forgotten here, and read again. */
export interface Course extends Omit<Delivery, 'event' | 'known' | 'unreadable'> {
  /** Null when its event is no longer kept. */
  readonly appointmentTime: string | null;
  event: AppointmentCreated | null;
  unreadable: string | null;
  known: KnownEntry | null;
  /** There is an entry in the ledger, whether it is known here just now or not. */
  hasEntry: boolean;
  /** It was let through a breaker to find out whether the channel works. */
  isProbe: boolean;
  /** Its turn has come, before the time that was told of it. */
  isDue: boolean;
  /** Its way to rest, as a trace tells it; null while nobody traces. */
  span: Span | null;
  /** How often our own code failed on it. */
  exceptions: number;
  /** A copy of its record is among the dead letters. */
  isParked: boolean;
  /** The last step that this process told of it. */
  toldUpTo: DeliveryStep | null;
  /** Resolves when the log has acknowledged it. */
  lastTold: Promise<void>;
}

/** A delivery at the start of its course. */
export function courseOf(delivery: Delivery): Course {
  return {
    ...delivery,
    appointmentTime: delivery.event?.appointment.time ?? null,
    hasEntry: delivery.known !== null,
    isProbe: false,
    isDue: false,
    span: null,
    exceptions: 0,
    isParked: false,
    toldUpTo: null,
    lastTold: NOTHING_TOLD,
  };
}

const NOTHING_TOLD = Promise.resolve();

/** Thrown when an entry that was there is gone: somebody had it erased. There is nothing to be done any more. */
export class EntryRemoved extends Error {
  override readonly name = 'EntryRemoved';
}

/** What courses go by. */
export interface CourseOptions {
  readonly ledger: Ledger;
  readonly reporter: Reporter;
  readonly policy: RetryPolicy;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracer?: Tracer;
}

/** The acts on a course that involve the ledger and the log. */
export type Courses = ReturnType<typeof createCourses>;

/** Makes them. */
export function createCourses({ ledger, reporter, policy, log, metrics }: CourseOptions) {
  /** A new claim of this process. */
  const newHold = (): Hold => ({ claim: randomUUID(), owner: ledger.owner });

  /** The entry as it is known, or as it would begin. */
  const entryOf = (course: Course): LedgerEntry =>
    course.known?.entry ?? newEntry(course.planned, newHold(), course.firstSeenAt);

  const addressOf = (course: Course): string => course.known?.entry.address ?? course.planned.address;

  const expiresAt = (course: Course): Date =>
    expiryOf(course.appointmentTime, course.known?.entry.queuedAt ?? course.firstSeenAt, policy);

  const fieldsOf = ({ planned, known }: Course) => ({
    event_id: planned.eventId,
    delivery_id: planned.deliveryId,
    channel: planned.channel,
    attempt: known?.entry.attempts ?? 0,
  });

  /** Looks at the ledger again, and so at what others did meanwhile. @throws {EntryRemoved} */
  async function look(course: Course): Promise<void> {
    course.known = await ledger.read(course.planned.deliveryId);
    if (course.hasEntry && course.known === null) throw new EntryRemoved('its entry is no longer in the ledger');
    course.hasEntry = course.known !== null;
    if (course.known === null || course.known.body === null) return;
    if (course.event === null) readEvent(course, course.known.body);
    course.known = { ...course.known, body: null }; // thousands may wait for their turn from here on
  }

  /** The record that asked for it, as it came: of the bytes that the ledger keeps. */
  async function recordAsItCame({ record, request, planned, event }: Course): Promise<LogRecord> {
    if (request !== null) return recordOf(record, request, null);
    const body = await ledger.readBody(planned.eventId);
    const stored = event === null ? readStoredEvent(body) : ({ kind: 'event', event } as const);
    return recordOf(record, stored.kind === 'event' ? stored.event : null, body);
  }

  /** Keeps of a waiting delivery only what cannot be read again. */
  function forget(course: Course): void {
    if (!course.hasEntry) return;
    course.known = null;
    course.event = null;
    course.lastTold = NOTHING_TOLD;
  }

  /** Writes a change, if the entry is still what we know, and tells it; else learns what it is. */
  async function change(course: Course, to: LedgerEntry, takesOver = false): Promise<boolean> {
    const before = course.known?.entry ?? null;
    const from = before === null ? null : { claim: before.claim, state: before.state };
    const answer = await ledger.write({ from, to, takesOver });
    if (!answer.written) {
      course.known = answer.now;
      course.hasEntry = answer.now !== null;
      return false;
    }
    course.known = { entry: to, leaseLeftMs: 0, body: null };
    course.hasEntry = true;
    tell(course);
    if (lastReport(to) !== (before && lastReport(before))) logReport(course, to);
    return true;
  }

  /** Tells what this process has not told yet; what another told before is repeated, with its id and its time. */
  function tell(course: Course): void {
    const entry = entryOf(course);
    const untold = entry.reports.filter((report) => advances(course.toldUpTo, report));
    const last = untold.at(-1);
    if (last === undefined) return;
    course.toldUpTo = { attempt: last.attempt, status: last.status };
    course.lastTold = reporter.tell(entry, untold, course.span?.traceparent ?? course.record.traceparent);
    course.lastTold.catch(noop); // awaited where it matters, before the record is finished
  }

  /** Tells how it ended; `lastTold` resolves when the log knows. */
  function rest(course: Course): void {
    if (course.toldUpTo === null) metrics.repeats.inc({ channel: course.planned.channel });
    tell(course);
  }

  /** Notes how long it took from the booking, once for each message: by the process that handed it to the provider. */
  function observeSent({ event, request, planned }: Course, { occurredAt }: Report): void {
    if (event === null || request !== null) return;
    const seconds = (Date.parse(occurredAt) - Date.parse(event.occurred_at)) / 1_000;
    metrics.bookedToSentSeconds.observe({ channel: planned.channel }, Math.max(0, seconds));
  }

  function logReport(course: Course, entry: LedgerEntry): void {
    const report = lastReport(entry);
    if (report === null || report.status === 'sending') return;
    metrics.outcome(entry, report);
    if (report.status === 'sent') observeSent(course, report);
    const fields = {
      ...fieldsOf(course),
      attempt: report.attempt,
      status: report.status,
      provider_message_id: entry.providerMessageId,
      error: report.error,
      next_attempt_at: report.nextAttemptAt,
    };
    if (report.status === 'failed') log.warn(fields, 'delivery failed');
    else log.info(fields, report.status === 'retrying' ? 'delivery will be tried again' : 'delivery sent');
  }

  return {
    newHold,
    entryOf,
    addressOf,
    expiresAt,
    fieldsOf,
    look,
    recordAsItCame,
    forget,
    change,
    observeSent,
    rest,
  };
}

function readEvent(course: Course, body: Uint8Array): void {
  const stored = readStoredEvent(body);
  course.event = stored.kind === 'event' ? stored.event : null;
  course.unreadable = stored.kind === 'unreadable' ? stored.reason : null;
}

function noop(): void {}
