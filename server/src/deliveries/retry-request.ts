import { formatInstant, limits, type RetryRequested } from '@belltower/events';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { RowOf } from '../db/row.ts';
import type { DeliveryRow } from './delivery.ts';

/**
 * The table of the last retry that was requested of a delivery. It has been attempted once a change later than `queued` has
 * come in, so it is pending exactly while its delivery is shown as queued. Its event can be rebuilt from its row.
 */
export const RetryRequest = defineEntity({
  name: 'RetryRequest',
  tableName: 'retry_request',
  schema: 'server',
  properties: {
    deliveryId: p.uuid().primary(),
    eventId: p.uuid(),
    /** The attempt that failed. */
    afterAttempt: p.integer(),
    /** The subject of the caller's token. */
    requestedBy: p.text(),
    requestedAt: p.datetime(3),
    /** A corrected address, on the delivery's channel. */
    address: p.text().nullable(),
  },
});

/** One request as it is stored. */
export type RetryRequestRow = RowOf<InferEntity<typeof RetryRequest>>;

/** The event that requests a retry, from its row: the same whenever it is made. */
export function retryRequestedOf(
  row: RetryRequestRow,
  delivery: Pick<DeliveryRow, 'id' | 'sourceEventId' | 'appointmentId' | 'channel'>,
): RetryRequested {
  return {
    event_id: row.eventId,
    event_type: 'notifications.retry-requested',
    occurred_at: formatInstant(row.requestedAt),
    retry: {
      delivery_id: delivery.id,
      source_event_id: delivery.sourceEventId,
      appointment_id: delivery.appointmentId,
      channel: delivery.channel,
      after_attempt: row.afterAttempt,
      requested_by: row.requestedBy,
      ...(row.address === null ? {} : { [delivery.channel === 'email' ? 'email' : 'phone_e164']: row.address }),
    },
  };
}

/** For so long a retry that no notifier has attempted keeps another one from being requested, in milliseconds. */
export const PENDING_MS = 15 * 60_000;

/**
 * The attempt after which a delivery may be sent again now, or why it may not: it has not failed (or there were as many attempts
 * as there can be), or a retry was requested and may still be attempted.
 *
 * @param pending the last retry that was requested
 */
export function retryAfter(
  { status, attempts }: Pick<DeliveryRow, 'status' | 'attempts'>,
  pending: Pick<RetryRequestRow, 'requestedAt' | 'afterAttempt'> | null,
  now: Date,
): number | 'NOT_FAILED' | 'RETRY_PENDING' {
  if (attempts >= limits.attempt) return 'NOT_FAILED'; // the next one could not be reported
  if (status === 'failed') return attempts;
  if (status !== 'queued' || pending === null) return 'NOT_FAILED';
  return now.getTime() - pending.requestedAt.getTime() >= PENDING_MS ? pending.afterAttempt : 'RETRY_PENDING';
}
