/** The changes that an entry of the ledger can go through: all pure, so that what a crash leaves behind can be reasoned about. */
import { safeText } from '@belltower/channels';
import { advances, type DeliveryError, formatInstant, limits, storableText } from '@belltower/events';
import { type Hold, type LedgerEntry, lastReport, openAttempt, queuedReport, type Report } from './entry.ts';

/**
 * How many reports are kept: those of the last attempt and the one before. A report that a message may have been sent is
 * kept beside them: it explains a repeat, and must not be lost when the notifier ends while the log takes nothing.
 */
const KEPT_REPORTS = 5;

/** By whom an attempt is sent, and what. */
interface Sending {
  readonly provider: string;
  readonly contentHash: string;
}

/** The next attempt begins: from here on the provider may have it. */
export function toSending(entry: LedgerEntry, hold: Hold, { provider, contentHash }: Sending, now: Date): LedgerEntry {
  const attempts = entry.attempts + 1;
  return withReport(
    {
      ...entry,
      ...hold,
      state: 'handing_over',
      attempts,
      provider,
      providerMessageId: null,
      reconciling: false,
      sendStartedAt: now,
      nextAttemptAt: null,
    },
    { status: 'sending', attempt: attempts, error: null, nextAttemptAt: null, contentHash },
    now,
  );
}

/** The provider accepted it. */
export function toSent(entry: LedgerEntry, providerMessageId: string | null, now: Date): LedgerEntry {
  return withReport(
    { ...entry, state: 'sent', providerMessageId, reconciling: false, nextAttemptAt: null },
    { status: 'sent', attempt: entry.attempts, error: null, nextAttemptAt: null },
    now,
  );
}

/** The provider confirmed that it arrived. */
export function toDelivered(entry: LedgerEntry, attempt: number, now: Date): LedgerEntry {
  return withReport(
    { ...entry, state: 'delivered', reconciling: false, nextAttemptAt: null },
    { status: 'delivered', attempt, error: null, nextAttemptAt: null },
    now,
  );
}

/** It was surely not accepted, and will be retried at `nextAttemptAt`. */
export function toRetrying(entry: LedgerEntry, error: DeliveryError, nextAttemptAt: Date, now: Date): LedgerEntry {
  return withReport(
    { ...entry, state: 'waiting', reconciling: false, nextAttemptAt },
    { status: 'retrying', attempt: entry.attempts, error, nextAttemptAt: formatInstant(nextAttemptAt) },
    now,
  );
}

/**
 * Its turn came while its channel is out of order: an attempt that was stopped before the provider saw it. It is
 * counted, because a status of the same attempt could not be reported twice.
 */
export function toParked(entry: LedgerEntry, error: DeliveryError, probeAt: Date, now: Date): LedgerEntry {
  return toRetrying({ ...entry, attempts: entry.attempts + 1 }, error, probeAt, now);
}

/** It is given up. */
export function toFailed(entry: LedgerEntry, error: DeliveryError, now: Date): LedgerEntry {
  return ended(entry, 'failed', error, now);
}

function ended(entry: LedgerEntry, status: 'failed' | 'skipped', error: DeliveryError, now: Date): LedgerEntry {
  const attempts = openAttempt(entry);
  return withReport(
    { ...entry, state: 'failed', attempts, reconciling: false, nextAttemptAt: null },
    { status, attempt: attempts, error, nextAttemptAt: null },
    now,
  );
}

/** A newer change of its appointment made it pointless. */
export function toSkipped(entry: LedgerEntry, error: DeliveryError, now: Date): LedgerEntry {
  return ended(entry, 'skipped', error, now);
}

/** Its last send is in doubt, and the provider will be asked at `askAt`. No process may send it until then. */
export function toReconciling(
  entry: LedgerEntry,
  hold: Hold,
  error: DeliveryError,
  askAt: Date,
  now: Date,
): LedgerEntry {
  return withReport(
    { ...entry, ...hold, state: 'handing_over', inDoubt: entry.inDoubt + 1, reconciling: true, nextAttemptAt: askAt },
    { status: 'retrying', attempt: entry.attempts, error, nextAttemptAt: formatInstant(askAt) },
    now,
  );
}

/** A failed delivery is to be retried: everything counts from the start, but the attempts go on. */
export function toReopened(
  entry: LedgerEntry,
  hold: Hold,
  retry: { readonly eventId: string; readonly occurredAt: Date; readonly address: string | null },
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
    reports: keptOf([...entry.reports, queuedReport(entry.attempts + 1, retry.occurredAt, retry.eventId)]),
  };
}

function withReport(
  entry: LedgerEntry,
  change: Pick<Report, 'status' | 'attempt' | 'error' | 'nextAttemptAt' | 'contentHash'>,
  now: Date,
): LedgerEntry {
  if (!advances(lastReport(entry), change)) return entry;
  const provider = storableOrNull(entry.provider, limits.provider);
  const providerMessageId = storableOrNull(entry.providerMessageId, limits.providerMessageId);
  const error = change.error === null ? null : storableError(change.error);
  const occurredAt = formatInstant(now);
  const { retryEventId } = entry;
  const reopened = retryEventId === null ? {} : { retryEventId };
  const begun = entry.reports.find(({ status, attempt }) => status === 'sending' && attempt === change.attempt);
  const content = begun?.contentHash === undefined ? {} : { contentHash: begun.contentHash };
  const report: Report = { ...content, ...change, error, provider, providerMessageId, occurredAt, ...reopened };
  return { ...entry, provider, providerMessageId, reports: keptOf([...entry.reports, report]) };
}

/**
 * As the contract allows it, whatever was put around the provider's words, and as the ledger will give it back: what is
 * reported at once and what is read and reported later must be the same.
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
