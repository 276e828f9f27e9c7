/** What is to be done next for one delivery. Pure: a function of what the ledger holds and of the moment. */
import type { DeliveryError } from '@belltower/events';
import { isTerminal, type LedgerEntry } from '../ledger/entry.ts';
import { failure } from './delivery-errors.ts';
import type { Refusal } from './refusal.ts';

/** What a step depends on, beside the entry. */
export interface StepContext {
  readonly owner: string;
  /** How long the entry's owner may still hold it, in milliseconds. */
  readonly leaseLeftMs: number;
  /** Whether the attempt of this very claim is in progress in this process. */
  readonly isInProgress: boolean;
  /** Whether the provider can be asked what became of a message. */
  readonly canAsk: boolean;
  /** Why it is skipped, if it is: that comes before any reason to fail. */
  readonly pointless: DeliveryError | null;
  /** Why it fails without an attempt, if it does. */
  readonly refusal: Refusal | null;
  readonly expiresAt: Date;
  readonly now: Date;
}

export type Step =
  | { readonly kind: 'terminal' }
  | { readonly kind: 'skip'; readonly error: DeliveryError }
  | ({ readonly kind: 'fail' } & Refusal)
  /** It is not due yet, or another attempt has it: decide again then. */
  | { readonly kind: 'wait'; readonly until: Date }
  /** Its owner is gone, or lost track of it: it may have been sent. */
  | { readonly kind: 'doubt'; readonly takesOver: boolean }
  | { readonly kind: 'ask' }
  | { readonly kind: 'send' };

const READ_AGAIN_MS = 2_000;

/** Decides the next step of a delivery; `entry` is null as long as the ledger has none. */
export function nextStep(entry: LedgerEntry | null, context: StepContext): Step {
  const { pointless, refusal, now, expiresAt } = context;
  const isOpen = entry === null || entry.state === 'waiting';
  if (isOpen && pointless !== null) return { kind: 'skip', error: pointless };
  if (entry === null) return refusal === null ? { kind: 'send' } : { kind: 'fail', ...refusal };
  if (isTerminal(entry)) return { kind: 'terminal' };
  if (entry.state === 'handing_over') return stepWhileSending(entry, context);
  if (refusal !== null || now >= expiresAt) return { kind: 'fail', ...reasonToGiveUp(entry, context) };
  if (entry.nextAttemptAt !== null && entry.nextAttemptAt > now) {
    return { kind: 'wait', until: entry.nextAttemptAt < expiresAt ? entry.nextAttemptAt : expiresAt };
  }
  return { kind: 'send' };
}

function stepWhileSending(entry: LedgerEntry, context: StepContext): Step {
  const { owner, leaseLeftMs, isInProgress, now } = context;
  if (entry.owner !== owner) {
    if (leaseLeftMs <= 0) return { kind: 'doubt', takesOver: true };
    return { kind: 'wait', until: new Date(now.getTime() + Math.min(leaseLeftMs + 50, READ_AGAIN_MS)) };
  }
  if (isInProgress) return { kind: 'wait', until: new Date(now.getTime() + READ_AGAIN_MS) };
  if (!entry.reconciling) return { kind: 'doubt', takesOver: false };
  if (entry.nextAttemptAt !== null && entry.nextAttemptAt > now) return { kind: 'wait', until: entry.nextAttemptAt };
  return { kind: 'ask' };
}

/** A doubt that could not be resolved outweighs the expiry: the person may have the message. */
function reasonToGiveUp(entry: LedgerEntry, { canAsk, refusal, now, expiresAt }: StepContext): Refusal {
  if (entry.inDoubt > 0 && !canAsk) {
    const error = failure('MAYBE_SENT', 'An earlier attempt may have been accepted; none was left to repeat it.');
    return { error, limit: null };
  }
  const last = entry.reports.at(-1)?.error?.message;
  if (now >= expiresAt) {
    const suffix = last === undefined ? '' : ` The last: ${last}`;
    return { error: failure('EXPIRED', `No attempt succeeded in time.${suffix}`), limit: null };
  }
  return refusal ?? { error: failure('EXPIRED', 'No attempt succeeded in time.'), limit: null };
}
