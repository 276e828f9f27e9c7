/** What becomes of an entry after its send ended, or was found in doubt. Pure. */
import type { ChannelError, Receipt } from '@belltower/channels';
import type { Hold, LedgerEntry } from '../ledger/entry.ts';
import { toFailed, toReconciling, toRetrying, toSent } from '../ledger/transitions.ts';
import { failure, maybeSent, misconfigured } from './delivery-errors.ts';
import { backoffMs, decideRetry, type RetryPolicy } from './retry.ts';

/** What a send ended with. */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly receipt: Receipt }
  | { readonly kind: 'refused'; readonly error: ChannelError };

/** What an outcome is judged by. */
export interface OutcomeContext {
  readonly now: Date;
  readonly expiresAt: Date;
  /** A number in [0, 1). */
  readonly random: number;
  readonly policy: RetryPolicy;
  /** Whether the provider can be asked what became of a message. */
  readonly canAsk: boolean;
  /** The account refused it for an outage, and the other one can send it at once. */
  readonly failsOver?: boolean;
  /** When the channel's next probe is due, if it is out of order. */
  readonly probeAt: Date | null;
}

/** The entry after its send ended so. */
export function afterSend(entry: LedgerEntry, outcome: SendOutcome, context: OutcomeContext): LedgerEntry {
  const { now, expiresAt, random, policy, probeAt } = context;
  if (outcome.kind === 'accepted') return toSent(entry, outcome.receipt.providerMessageId, now);
  const { error } = outcome;
  if (error.details.kind === 'maybe-sent') return inDoubt(entry, entry, error.message, context);
  const { refusals, scheduled } = entry;
  if (context.failsOver === true && now < expiresAt) {
    const { code } = error.details;
    const failed = { code, message: error.message, retryable: true };
    return toRetrying({ ...entry, refusals: refusals + 1 }, failed, now, now);
  }
  if (error.details.kind === 'account' && probeAt !== null && probeAt < expiresAt) {
    return toRetrying({ ...entry, refusals: refusals + 1 }, misconfigured(error.message), probeAt, now);
  }
  const decision = decideRetry(error, { refusals, scheduled, now, expiresAt, random, policy });
  if (decision.kind === 'fail') return toFailed(entry, decision.error, now);
  const counted = { ...entry, refusals: refusals + 1, scheduled: decision.scheduled };
  return toRetrying(counted, decision.error, decision.at, now);
}

/**
 * The entry when it is not known whether its last send was accepted. Where the provider can be asked, it will be,
 * no sooner than it may know; else the message is resent once. A second doubt that cannot be resolved ends it.
 */
export function inDoubt(entry: LedgerEntry, hold: Hold, reason: string, context: OutcomeContext): LedgerEntry {
  const { now, policy, canAsk, random } = context;
  if (canAsk) {
    const askAt = new Date((entry.sendStartedAt ?? now).getTime() + policy.askAfterMs);
    return toReconciling(entry, { claim: hold.claim, owner: hold.owner }, maybeSent(reason), askAt, now);
  }
  const doubted = { ...entry, claim: hold.claim, owner: hold.owner, inDoubt: entry.inDoubt + 1 };
  if (doubted.inDoubt > 1) {
    return toFailed({ ...doubted }, failure('MAYBE_SENT', `In doubt for the second time: ${reason}`), now);
  }
  const waitMs = backoffMs({ refusals: entry.refusals, random, policy });
  const refused = { ...doubted, refusals: entry.refusals + 1 };
  return toRetrying(refused, maybeSent(reason), new Date(now.getTime() + waitMs), now);
}

/** The entry after the provider was asked about it. */
export function afterAsking(entry: LedgerEntry, found: Receipt | null, now: Date): LedgerEntry {
  if (found !== null) return toSent(entry, found.providerMessageId, now);
  if (entry.inDoubt > 1) {
    const message = 'In doubt for the second time, and the provider does not know of it.';
    return toFailed(entry, failure('MAYBE_SENT', message), now);
  }
  return { ...entry, state: 'waiting', reconciling: false, nextAttemptAt: now };
}
