/** When a refused delivery is retried, and when it is given up. Pure: no clock, no chance, no I/O of its own. */
import type { ChannelError } from '@belltower/channels';
import type { DeliveryError } from '@belltower/events';
import { failure } from './delivery-errors.ts';

/** The policy's numbers, all in milliseconds. */
export interface RetryPolicy {
  /** Upper bound of the first wait. It doubles with each refusal up to `maxMs`; the wait itself is random below it. */
  readonly baseMs: number;
  /** Upper bound of every wait. */
  readonly maxMs: number;
  /** A delivery that was queued longer ago than this is given up. */
  readonly giveUpAfterMs: number;
  /** The provider is asked about a send in doubt no earlier than this after it began. */
  readonly askAfterMs: number;
  /** A send that fails after so long says that its provider has more to do at a time than it can: fewer go to it at once. */
  readonly tooSlowMs: number;
}

export const retryPolicy: RetryPolicy = {
  baseMs: 1_000,
  maxMs: 15 * 60_000,
  giveUpAfterMs: 72 * 3_600_000,
  askAfterMs: 15_000,
  tooSlowMs: 5_000,
};

export type RetryDecision =
  /** `scheduled`: how many waits of the provider's own schedule are used up with this one. */
  | { readonly kind: 'retry'; readonly at: Date; readonly scheduled: number; readonly error: DeliveryError }
  | { readonly kind: 'fail'; readonly error: DeliveryError };

/** What a decision depends on. */
export interface RetryContext {
  /** Attempts that were refused before this one, since it was queued. */
  readonly refusals: number;
  readonly scheduled: number;
  readonly now: Date;
  readonly expiresAt: Date;
  /** A number in [0, 1). */
  readonly random: number;
  readonly policy: RetryPolicy;
}

/** A delivery is pointless from here on: the appointment has begun, or it was queued too long ago. */
export function expiryOf(appointmentTime: string | null, queuedAt: Date, policy: RetryPolicy): Date {
  const startsAt = appointmentTime === null ? Number.POSITIVE_INFINITY : Date.parse(appointmentTime);
  return new Date(Math.min(startsAt, queuedAt.getTime() + policy.giveUpAfterMs));
}

/** Decides after an attempt that was surely refused. A retry never comes later than the expiry. */
export function decideRetry(error: ChannelError, context: RetryContext): RetryDecision {
  const { details } = error;
  if (details.kind === 'permanent' || details.kind === 'suppress') return giveUp(error);
  const { scheduled, now, expiresAt } = context;
  const scheduledMs = details.scheduleMs?.[scheduled];
  if (details.scheduleMs !== undefined && scheduledMs === undefined) return giveUp(error);

  const leftMs = expiresAt.getTime() - now.getTime();
  const requestedMs = Math.max(scheduledMs ?? 0, details.retryAfterMs ?? 0);
  const waitMs = requestedMs > 0 ? requestedMs : Math.min(backoffMs(context), Math.ceil(leftMs / 2));
  if (leftMs <= 0 || waitMs >= leftMs) {
    return {
      kind: 'fail',
      error: failure('EXPIRED', `No attempt is left before the expiry. The last: ${error.message}`),
    };
  }
  return {
    kind: 'retry',
    at: new Date(now.getTime() + waitMs),
    scheduled: scheduledMs === undefined ? scheduled : scheduled + 1,
    error: { code: details.code, message: error.message, retryable: true },
  };
}

/** Full jitter (aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter): anything up to the bound, so that waiters spread. */
export function backoffMs({ refusals, random, policy }: Pick<RetryContext, 'refusals' | 'random' | 'policy'>): number {
  return Math.ceil(random * Math.min(policy.maxMs, policy.baseMs * 2 ** Math.min(refusals, 40)));
}

function giveUp(error: ChannelError): RetryDecision {
  return { kind: 'fail', error: failure(error.code, error.message) };
}
