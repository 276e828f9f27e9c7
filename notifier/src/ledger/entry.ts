/** One row of the ledger: what it knows of a delivery. `transitions.ts` has the changes that it can go through. */
import {
  type ChannelName,
  type DeliveryError,
  type DeliveryKind,
  type DeliveryStatus,
  formatInstant,
} from '@belltower/events';

/**
 * `waiting`: nothing is with a provider, so it is safe to send · `handing_over` (so the column calls a send attempt): a provider may have it ·
 * `sent`, `failed`, `delivered`: terminal. A skipped delivery is `failed` here, and skipped by its last report: an older notifier,
 * which knows no other terminal state, leaves it alone so.
 */
export type LedgerState = 'waiting' | 'handing_over' | 'sent' | 'failed' | 'delivered';

/** A status as it was reported: all that its event says beyond the delivery's identity, so that a repeat is equal to the byte. */
export interface Report {
  readonly status: DeliveryStatus;
  readonly attempt: number;
  /** RFC 3339. */
  readonly occurredAt: string;
  /** What was known of the provider at that moment, and not what is known now. */
  readonly provider: string | null;
  readonly providerMessageId: string | null;
  readonly error: DeliveryError | null;
  readonly nextAttemptAt: string | null;
  /** The retry request that the delivery was last reopened by; absent where none was, and in reports of earlier versions. */
  readonly retryEventId?: string;
  /** Of what its attempt sends; absent where nothing was sent, and in reports of earlier versions. */
  readonly contentHash?: string;
}

/** What names a delivery, whatever becomes of it. */
export interface DeliveryIdentity {
  readonly eventId: string;
  readonly channel: ChannelName;
  readonly deliveryId: string;
  readonly appointmentId: string;
  /** What its message is for, and the sequence of the appointment that it shows. */
  readonly kind: DeliveryKind;
  readonly sequence: number;
}

/** What the ledger knows of one delivery. */
export interface LedgerEntry extends DeliveryIdentity {
  readonly state: LedgerState;
  /** New with every send and every takeover: a process that holds an older one writes nothing any more. */
  readonly claim: string;
  /** The process that claimed it. */
  readonly owner: string;
  /** The number of the last attempt; 0 before the first. */
  readonly attempts: number;
  /** Attempts that were refused since it was queued: the exponent of the backoff. */
  readonly refusals: number;
  /** How many waits of a provider's own schedule were used up. */
  readonly scheduled: number;
  /** Sends of which it is not known whether the provider accepted. */
  readonly inDoubt: number;
  /** The doubt about the last send is counted, and the provider is to be asked. Only in the state `handing_over`. */
  readonly reconciling: boolean;
  /** When it was queued: its event first seen, or its retry accepted. */
  readonly queuedAt: Date;
  /** When the last send began. */
  readonly sendStartedAt: Date | null;
  readonly nextAttemptAt: Date | null;
  /** A corrected address that replaces the event's. */
  readonly address: string | null;
  /** The retry request that it was last reopened by. */
  readonly retryEventId: string | null;
  readonly provider: string | null;
  readonly providerMessageId: string | null;
  /** The last reports of it, oldest first. */
  readonly reports: readonly Report[];
}

/** A new hold on an entry. */
export interface Hold {
  readonly claim: string;
  readonly owner: string;
}

/**
 * The report that a delivery waits for an attempt. It is made of its event, or of the request of its retry, alone: so it is
 * equal to the byte before there is an entry, and after.
 *
 * @param occurredAt when that event occurred
 */
export function queuedReport(attempt: number, occurredAt: Date, retryEventId: string | null): Report {
  return {
    status: 'queued',
    attempt,
    occurredAt: formatInstant(occurredAt),
    provider: null,
    providerMessageId: null,
    error: null,
    nextAttemptAt: null,
    ...(retryEventId !== null && { retryEventId }),
  };
}

/**
 * An entry that is in no ledger yet.
 *
 * @param queuedAt when its event was first seen
 * @param occurredAt when its event occurred
 */
export function newEntry(identity: DeliveryIdentity, hold: Hold, queuedAt: Date, occurredAt: Date): LedgerEntry {
  return {
    eventId: identity.eventId,
    channel: identity.channel,
    deliveryId: identity.deliveryId,
    appointmentId: identity.appointmentId,
    kind: identity.kind,
    sequence: identity.sequence,
    ...hold,
    state: 'waiting',
    attempts: 0,
    refusals: 0,
    scheduled: 0,
    inDoubt: 0,
    reconciling: false,
    queuedAt,
    sendStartedAt: null,
    nextAttemptAt: null,
    address: null,
    retryEventId: null,
    provider: null,
    providerMessageId: null,
    reports: [queuedReport(1, occurredAt, null)],
  };
}

/** Whether nothing is left to be done for it. */
export function isTerminal(entry: LedgerEntry): boolean {
  return entry.state === 'sent' || entry.state === 'failed' || entry.state === 'delivered';
}

/** The last report of it. */
export function lastReport(entry: LedgerEntry): Report | null {
  return entry.reports.at(-1) ?? null;
}

/** The attempt that a status without a send belongs to: the one in progress, or the next when none is. */
export function openAttempt(entry: LedgerEntry): number {
  const status = lastReport(entry)?.status;
  return entry.attempts === 0 || status === 'failed' || status === 'queued' ? entry.attempts + 1 : entry.attempts;
}
