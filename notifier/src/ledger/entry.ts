/** One row of the ledger, and the changes it can go through: all pure, so that what a crash leaves behind can be reasoned about. */
import { safeText } from '@belltower/channels';
import {
  advances,
  type ChannelName,
  type DeliveryError,
  type DeliveryStatus,
  formatInstant,
  limits,
  storableText,
} from '@belltower/events';

/**
 * `waiting`: nothing is with a provider, so it is safe to send · `handing_over`: a provider may have it ·
 * `sent`, `failed`, `delivered`: at rest.
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
}

/** What names a delivery, whatever becomes of it. */
export interface DeliveryIdentity {
  readonly eventId: string;
  readonly channel: ChannelName;
  readonly deliveryId: string;
  readonly appointmentId: string;
}

/** What the ledger knows of one delivery. */
export interface LedgerEntry extends DeliveryIdentity {
  readonly state: LedgerState;
  /** New with every hand-over and every takeover: whoever holds an older one has nothing to say any more. */
  readonly claim: string;
  /** The process that claimed it. */
  readonly owner: string;
  /** The number of the last attempt; 0 before the first. */
  readonly attempts: number;
  /** Attempts that were refused since it was queued: the exponent of the backoff. */
  readonly refusals: number;
  /** How many waits of a provider's own schedule were used up. */
  readonly scheduled: number;
  /** Hand-overs of which it is not known whether the provider accepted. */
  readonly inDoubt: number;
  /** The doubt about the last hand-over is counted, and the provider is to be asked. Only while handing over. */
  readonly reconciling: boolean;
  /** When it was queued: its event first seen, or its retry accepted. */
  readonly queuedAt: Date;
  readonly handedOverAt: Date | null;
  readonly nextAttemptAt: Date | null;
  /** A corrected address that replaces the event's. */
  readonly address: string | null;
  /** The retry request that it was last reopened by. */
  readonly retryEventId: string | null;
  readonly provider: string | null;
  readonly providerMessageId: string | null;
  /** The last things told of it, oldest first. */
  readonly reports: readonly Report[];
}

/** A new hold on an entry. */
export interface Hold {
  readonly claim: string;
  readonly owner: string;
}

/**
 * How many reports are kept: those of the last attempt and the one before. A report that a message may have been sent is
 * kept beside them: it explains a repeat, and must not be lost when we end while the log takes nothing.
 */
const KEPT_REPORTS = 4;

/** An entry that is in no ledger yet. */
export function newEntry(identity: DeliveryIdentity, hold: Hold, queuedAt: Date): LedgerEntry {
  return {
    eventId: identity.eventId,
    channel: identity.channel,
    deliveryId: identity.deliveryId,
    appointmentId: identity.appointmentId,
    ...hold,
    state: 'waiting',
    attempts: 0,
    refusals: 0,
    scheduled: 0,
    inDoubt: 0,
    reconciling: false,
    queuedAt,
    handedOverAt: null,
    nextAttemptAt: null,
    address: null,
    retryEventId: null,
    provider: null,
    providerMessageId: null,
    reports: [],
  };
}

/** Whether nothing is to be done for it any more. */
export function isAtRest(entry: LedgerEntry): boolean {
  return entry.state === 'sent' || entry.state === 'failed' || entry.state === 'delivered';
}

/** The last thing told of it. */
export function lastReport(entry: LedgerEntry): Report | null {
  return entry.reports.at(-1) ?? null;
}

/** The attempt that a status without a hand-over belongs to: the one under way, or the next when that one had failed. */
export function openAttempt(entry: LedgerEntry): number {
  const last = lastReport(entry);
  return entry.attempts === 0 || last?.status === 'failed' ? entry.attempts + 1 : entry.attempts;
}

/** The next attempt begins: from here on the provider may have it. */
export function toHandOver(entry: LedgerEntry, hold: Hold, provider: string, now: Date): LedgerEntry {
  const attempts = entry.attempts + 1;
  return tell(
    {
      ...entry,
      ...hold,
      state: 'handing_over',
      attempts,
      provider,
      providerMessageId: null,
      reconciling: false,
      handedOverAt: now,
      nextAttemptAt: null,
    },
    { status: 'sending', attempt: attempts, error: null, nextAttemptAt: null },
    now,
  );
}

/** The provider accepted it. */
export function toSent(entry: LedgerEntry, providerMessageId: string | null, now: Date): LedgerEntry {
  return tell(
    { ...entry, state: 'sent', providerMessageId, reconciling: false, nextAttemptAt: null },
    { status: 'sent', attempt: entry.attempts, error: null, nextAttemptAt: null },
    now,
  );
}

/** The provider confirmed that it arrived. */
export function toDelivered(entry: LedgerEntry, attempt: number, now: Date): LedgerEntry {
  return tell(
    { ...entry, state: 'delivered', reconciling: false, nextAttemptAt: null },
    { status: 'delivered', attempt, error: null, nextAttemptAt: null },
    now,
  );
}

/** It was surely not accepted, and will be tried again at `nextAttemptAt`. */
export function toRetrying(entry: LedgerEntry, error: DeliveryError, nextAttemptAt: Date, now: Date): LedgerEntry {
  return tell(
    { ...entry, state: 'waiting', reconciling: false, nextAttemptAt },
    { status: 'retrying', attempt: entry.attempts, error, nextAttemptAt: formatInstant(nextAttemptAt) },
    now,
  );
}

/**
 * Its turn came while its channel is out of order: an attempt that was stopped before the provider saw it. It is
 * counted, because a status of the same attempt could not be told twice.
 */
export function toParked(entry: LedgerEntry, error: DeliveryError, probeAt: Date, now: Date): LedgerEntry {
  return toRetrying({ ...entry, attempts: entry.attempts + 1 }, error, probeAt, now);
}

/** It is given up. */
export function toFailed(entry: LedgerEntry, error: DeliveryError, now: Date): LedgerEntry {
  const attempts = openAttempt(entry);
  return tell(
    { ...entry, state: 'failed', attempts, reconciling: false, nextAttemptAt: null },
    { status: 'failed', attempt: attempts, error, nextAttemptAt: null },
    now,
  );
}

/** Its last hand-over is in doubt, and the provider will be asked at `askAt`. Nobody may send it until then. */
export function toReconciling(
  entry: LedgerEntry,
  hold: Hold,
  error: DeliveryError,
  askAt: Date,
  now: Date,
): LedgerEntry {
  return tell(
    { ...entry, ...hold, state: 'handing_over', inDoubt: entry.inDoubt + 1, reconciling: true, nextAttemptAt: askAt },
    { status: 'retrying', attempt: entry.attempts, error, nextAttemptAt: formatInstant(askAt) },
    now,
  );
}

/** A failed delivery is to be tried again: everything counts from the start, but the attempts go on. */
export function toReopened(
  entry: LedgerEntry,
  hold: Hold,
  retry: { readonly eventId: string; readonly address: string | null },
  now: Date,
): LedgerEntry {
  return {
    ...entry,
    ...hold,
    state: 'waiting',
    refusals: 0,
    scheduled: 0,
    inDoubt: 0,
    reconciling: false,
    queuedAt: now,
    nextAttemptAt: now,
    address: retry.address ?? entry.address,
    retryEventId: retry.eventId,
    providerMessageId: null,
  };
}

function tell(
  entry: LedgerEntry,
  told: Pick<Report, 'status' | 'attempt' | 'error' | 'nextAttemptAt'>,
  now: Date,
): LedgerEntry {
  if (!advances(lastReport(entry), told)) return entry;
  const provider = storableOrNull(entry.provider, limits.provider);
  const providerMessageId = storableOrNull(entry.providerMessageId, limits.providerMessageId);
  const error = told.error === null ? null : storableError(told.error);
  const report: Report = { ...told, error, provider, providerMessageId, occurredAt: formatInstant(now) };
  return { ...entry, provider, providerMessageId, reports: keptOf([...entry.reports, report]) };
}

/**
 * As the contract allows it, whatever was put around the provider's words, and as the ledger will give it back: what is
 * reported at once, and what is read and reported later, must be the same.
 */
function storableError({ code, message, retryable }: DeliveryError): DeliveryError {
  return { code, message: storableText(safeText(message), limits.errorMessage), retryable };
}

function storableOrNull(text: string | null, most: number): string | null {
  return text === null ? null : storableText(text, most);
}

function keptOf(reports: readonly Report[]): readonly Report[] {
  return reports.filter(({ error }, index) => index >= reports.length - KEPT_REPORTS || error?.code === 'MAYBE_SENT');
}
