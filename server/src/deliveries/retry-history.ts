import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { RowOf } from '../db/row.ts';
import { type DeliveryRow, isReported } from './delivery.ts';
import type { RetryRequestRow } from './retry-request.ts';

/**
 * The table of every retry that was requested: where it goes, and who requested it. The notifier reports which of them took
 * effect: a delivery names the last, and each names the one before it. Rows are only inserted.
 */
export const RetryHistory = defineEntity({
  name: 'RetryHistory',
  tableName: 'retry_history',
  schema: 'server',
  indexes: [
    { name: 'retry_history_of_delivery', properties: ['deliveryId'] },
    { name: 'retry_history_requested', properties: ['requestedAt'] },
  ],
  properties: {
    /** The id of the event that requested it. */
    eventId: p.uuid().primary(),
    deliveryId: p.uuid(),
    /** The attempt that failed. */
    afterAttempt: p.integer(),
    /** The retry that had taken effect last when this was requested; null: none had. */
    earlierEventId: p.uuid().nullable(),
    /** The subject of the caller's token; null where it is no longer known. */
    requestedBy: p.text().nullable(),
    requestedAt: p.datetime(3),
    /** Where its attempts go: a corrected address, or where the attempts before went; null where that is not known here. */
    recipient: p.text().nullable(),
  },
});

/** One retry as it is stored. */
export type RetryHistoryRow = RowOf<InferEntity<typeof RetryHistory>>;

/** Where one attempt went, and who requested it: null for those that nobody did, and where it is not known. */
export interface AttemptOrigin {
  readonly recipient: string | null;
  readonly requestedBy: string | null;
}

/** What is known of a delivery's attempts. */
export interface KnownAttempts {
  /** Where the first went, as booked; null where another system booked it. */
  readonly booked: string | null;
  /** Its retries by their events' ids. */
  readonly retries: ReadonlyMap<string, RetryHistoryRow>;
}

/**
 * The origin of an attempt: the last retry that took effect before it has it, if one did.
 *
 * @param retryEventId the retry that the delivery names
 */
export function originOf(attempt: number, retryEventId: string | null, known: KnownAttempts): AttemptOrigin {
  let of = retryEventId;
  while (of !== null) {
    const retry = known.retries.get(of);
    if (retry === undefined) return { recipient: null, requestedBy: null };
    const { afterAttempt, recipient, requestedBy } = retry;
    if (afterAttempt < attempt) return { recipient, requestedBy: afterAttempt === attempt - 1 ? requestedBy : null };
    of = retry.earlierEventId;
  }
  return { recipient: known.booked, requestedBy: null };
}

/** What a delivery's history is with one more retry, and which one the delivery names then. */
export interface WithRetry {
  readonly history: RetryHistoryRow;
  readonly retryEventId: string | null;
}

/**
 * Adds a retry. Without a corrected address it goes where the attempts before it went. One before it that no notifier has
 * reported changes nothing of that; one that is reported, and has not been attempted yet, stays the one that counts.
 */
export function withRetry(
  delivery: Pick<DeliveryRow, 'status' | 'attempts' | 'projectedStatus' | 'projectedAttempt' | 'retryEventId'>,
  request: RetryRequestRow,
  known: KnownAttempts,
): WithRetry {
  const { deliveryId, eventId, afterAttempt, requestedBy, requestedAt, address } = request;
  const { status, retryEventId: named } = delivery;
  const isUnreported = status === 'queued' && !isReported(delivery);
  const earlierEventId = isUnreported && named !== null ? (known.retries.get(named)?.earlierEventId ?? null) : named;
  const recipient = address ?? originOf(afterAttempt, earlierEventId, known).recipient;
  return {
    history: { deliveryId, eventId, afterAttempt, earlierEventId, requestedBy, requestedAt, recipient },
    retryEventId: status === 'queued' && !isUnreported ? named : eventId,
  };
}
