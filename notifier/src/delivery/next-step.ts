/** What is to be done next for one delivery. Pure: a function of what the ledger holds and of the moment. */
import type { DeliveryError } from '@belltower/events';
import { failure } from '../intake/plan.ts';
import { isAtRest, type LedgerEntry } from '../ledger/entry.ts';

/** What a step goes by, beside the entry. */
export interface StepContext {
  readonly owner: string;
  /** How long the entry's owner may still hold it, in milliseconds. */
  readonly leaseLeftMs: number;
  /** Whether a hand-over of this very claim is under way in this process. */
  readonly isUnderWay: boolean;
  /** Whether the provider can be asked what became of a message. */
  readonly canAsk: boolean;
  /** Why it fails without being tried, if it does. */
  readonly refusal: DeliveryError | null;
  readonly expiresAt: Date;
  readonly now: Date;
}

export type Step =
  | { readonly kind: 'rest' }
  | { readonly kind: 'fail'; readonly error: DeliveryError }
  | { readonly kind: 'wait'; readonly until: Date }
  /** Somebody else has it: look again then. */
  | { readonly kind: 'look-again'; readonly until: Date }
  /** Its owner is gone, or has forgotten it: it may have been sent. */
  | { readonly kind: 'doubt'; readonly takesOver: boolean }
  | { readonly kind: 'ask' }
  | { readonly kind: 'hand-over' };

const LOOK_AGAIN_MS = 2_000;

/** Decides the next step of a delivery; `entry` is null as long as the ledger has none. */
export function nextStep(entry: LedgerEntry | null, context: StepContext): Step {
  const { refusal, now, expiresAt } = context;
  if (entry === null) return refusal === null ? { kind: 'hand-over' } : { kind: 'fail', error: refusal };
  if (isAtRest(entry)) return { kind: 'rest' };
  if (entry.state === 'handing_over') return stepInHandOver(entry, context);
  if (refusal !== null || now >= expiresAt) return { kind: 'fail', error: reasonToGiveUp(entry, context) };
  if (entry.nextAttemptAt !== null && entry.nextAttemptAt > now) {
    return { kind: 'wait', until: entry.nextAttemptAt < expiresAt ? entry.nextAttemptAt : expiresAt };
  }
  return { kind: 'hand-over' };
}

function stepInHandOver(entry: LedgerEntry, context: StepContext): Step {
  const { owner, leaseLeftMs, isUnderWay, now } = context;
  if (entry.owner !== owner) {
    if (leaseLeftMs <= 0) return { kind: 'doubt', takesOver: true };
    return { kind: 'look-again', until: new Date(now.getTime() + Math.min(leaseLeftMs + 50, LOOK_AGAIN_MS)) };
  }
  if (isUnderWay) return { kind: 'look-again', until: new Date(now.getTime() + LOOK_AGAIN_MS) };
  if (!entry.reconciling) return { kind: 'doubt', takesOver: false };
  if (entry.nextAttemptAt !== null && entry.nextAttemptAt > now) return { kind: 'wait', until: entry.nextAttemptAt };
  return { kind: 'ask' };
}

/** A doubt that nobody could resolve outweighs the expiry: the person may have the message. */
function reasonToGiveUp(entry: LedgerEntry, { canAsk, refusal, now, expiresAt }: StepContext): DeliveryError {
  if (entry.inDoubt > 0 && !canAsk) {
    return failure('MAYBE_SENT', 'An earlier attempt may have been accepted; none was left to repeat it.');
  }
  const last = entry.reports.at(-1)?.error?.message;
  if (now >= expiresAt) {
    return failure('EXPIRED', `No attempt succeeded in time.${last === undefined ? '' : ` The last: ${last}`}`);
  }
  return refusal ?? failure('EXPIRED', 'No attempt succeeded in time.');
}
