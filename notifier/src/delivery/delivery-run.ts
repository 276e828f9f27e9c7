/** One delivery on its way to a terminal state: what this process knows of it. */
import type { AppointmentEvent, DeliveryStep, RetryRequested } from '@belltower/events';
import type { Span } from '@belltower/support/traces';
import type { Choice } from '../channel/choose-account.ts';
import { type DeliveryIdentity, type Hold, type LedgerEntry, newEntry } from '../ledger/entry.ts';
import type { KnownEntry } from '../ledger/ledger.ts';
import type { Newest } from '../ledger/newest.ts';
import type { FirstClaim } from './first-claim.ts';
import type { RecordHandle } from './record-handle.ts';
import { expiryOf, type RetryPolicy } from './retry.ts';

/** One delivery that an event requests. */
export interface PlannedDelivery extends DeliveryIdentity {
  /** The event's; empty when it names none. */
  readonly address: string;
}

/** What a record requests: one delivery. */
export interface Delivery {
  readonly planned: PlannedDelivery;
  /** Null when it is no longer kept, which only a retry can find: there is nothing to be sent any more. */
  readonly event: AppointmentEvent | null;
  /** Why the event that is kept cannot be read any more; null while it can. */
  readonly unreadable: string | null;
  /** When the ledger first saw its event; that it is seen now, as long as it is not recorded. */
  readonly firstSeenAt: Date;
  /** The retry that the record requests; null when it is the event itself. */
  readonly request: RetryRequested | null;
  readonly record: RecordHandle;
  /** What the ledger held when the record was taken. */
  readonly known: KnownEntry | null;
  /** Its address is remembered as dead. */
  readonly isSuppressed: boolean;
}

/** A delivery in progress in this process. While it waits, what the ledger holds is forgotten here, and read again. */
export interface DeliveryRun
  extends Choice,
    Omit<Delivery, 'event' | 'known' | 'unreadable' | 'firstSeenAt' | 'isSuppressed'> {
  /** Null when its event is no longer kept. */
  readonly appointmentTime: string | null;
  event: AppointmentEvent | null;
  unreadable: string | null;
  firstSeenAt: Date;
  isSuppressed: boolean;
  known: KnownEntry | null;
  /** The newest change of its appointment, as far as is known here; null: none. */
  newest: Newest | null;
  /** The claim that is recorded with its event, until it is sent or given up. */
  firstClaim: FirstClaim | null;
  /** There is an entry in the ledger, whether it is known here just now or not. */
  hasEntry: boolean;
  /** It may be sent now, before the time that was reported for its next attempt. */
  isDue: boolean;
  /** The trace of its way to a terminal state; null while tracing is off. */
  span: Span | null;
  /** How often our own code failed on it. */
  exceptions: number;
  /** A copy of its record is among the dead letters. */
  isParked: boolean;
  /** The last step that this process reported of it. */
  lastReported: DeliveryStep | null;
  /** Resolves when the log has acknowledged the report of that step. */
  reportWritten: Promise<void>;
}

/** The run of a delivery, at its start. */
export function startRun(delivery: Delivery): DeliveryRun {
  return {
    ...delivery,
    appointmentTime: delivery.event?.appointment.time ?? null,
    newest: delivery.known?.newest ?? null,
    firstClaim: null,
    hasEntry: delivery.known !== null,
    probe: null,
    avoided: null,
    isDue: false,
    span: null,
    exceptions: 0,
    isParked: false,
    lastReported: null,
    reportWritten: NOTHING_REPORTED,
  };
}

const NOTHING_REPORTED = Promise.resolve();

/** Keeps of a waiting delivery only what cannot be read again: thousands may wait for hours. */
export function forget(run: DeliveryRun): void {
  if (!run.hasEntry) return;
  run.known = null;
  run.event = null;
  run.reportWritten = NOTHING_REPORTED;
}

/** The entry as it is known, or as it would begin under a new hold. */
export function entryOf({ known, planned, event, firstSeenAt }: DeliveryRun, newHold: () => Hold): LedgerEntry {
  if (known !== null) return known.entry;
  if (event === null) throw new Error('a delivery without an entry has its event');
  return newEntry(planned, newHold(), firstSeenAt, new Date(event.occurred_at));
}

/** Where it goes: a retry may have corrected the event's address. */
export function addressOf({ known, planned }: DeliveryRun): string {
  return known?.entry.address ?? planned.address;
}

/** From when on it is given up. */
export function expiresAt({ appointmentTime, known, firstSeenAt }: DeliveryRun, policy: RetryPolicy): Date {
  return expiryOf(appointmentTime, known?.entry.queuedAt ?? firstSeenAt, policy);
}

/** What names it in a log line. */
export function logFieldsOf({ planned, known }: DeliveryRun) {
  return {
    event_id: planned.eventId,
    delivery_id: planned.deliveryId,
    channel: planned.channel,
    attempt: known?.entry.attempts ?? 0,
  };
}
