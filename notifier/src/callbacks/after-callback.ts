/**
 * What a provider's callback changes in an entry. Pure.
 *
 * Callbacks come in any order, more than once, and even before the answer to the send: each is itself proof that
 * the provider accepted the message.
 */
import type { ProviderReport } from '@belltower/channels';
import { type LedgerEntry, lastReport } from '../ledger/entry.ts';
import { toDelivered, toFailed, toSent } from '../ledger/transitions.ts';

/** The entry after a callback about one of its attempts; null when nothing changes. */
export function afterCallback(
  entry: LedgerEntry,
  attempt: number,
  report: ProviderReport,
  now: Date,
): LedgerEntry | null {
  if (entry.state === 'delivered' || attempt > entry.attempts) return null;
  // a retry that staff requested waits for its first attempt: what is reported is about the one before
  const isLast = attempt === entry.attempts && lastReport(entry)?.status !== 'queued';
  const isOpen = entry.state === 'handing_over' || entry.state === 'waiting';
  const accepted = isLast && isOpen ? toSent(entry, report.providerMessageId, now) : entry;
  switch (report.status) {
    case 'delivered':
      return toDelivered(
        { ...accepted, providerMessageId: report.providerMessageId ?? accepted.providerMessageId },
        attempt,
        now,
      );
    case 'sent':
      return accepted === entry ? null : accepted;
    case 'failed': {
      if (!isLast || accepted.state !== 'sent') return null;
      // it is not retried by itself; an account at fault does not pass by waiting, as what may be retried does
      const { error, message } = report;
      return toFailed(accepted, { code: error.code, message, retryable: error.kind === 'retry' }, now);
    }
  }
}
