import type { ChannelName, DeliveryStatus } from '@belltower/events';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { RowOf } from '../db/row.ts';

/**
 * The table of every change that advanced a delivery, at its place in the log. It is what a subscriber resumes from and a
 * delivery's history is read from. Rows are only inserted, in order of position within a partition.
 */
export const DeliveryChange = defineEntity({
  name: 'DeliveryChange',
  tableName: 'delivery_change',
  schema: 'server',
  indexes: [
    { name: 'delivery_change_of_appointment', properties: ['appointmentId', 'epoch', 'partition', 'position'] },
    { name: 'delivery_change_of_user', properties: ['userId', 'epoch', 'partition', 'position'] },
    { name: 'delivery_change_of_delivery', properties: ['deliveryId'] },
    {
      name: 'delivery_change_reached',
      properties: ['status', 'occurredAt', 'deliveryId'],
      where: "status in ('sent', 'delivered', 'failed')",
    },
    { name: 'delivery_change_sent', properties: ['deliveryId', 'occurredAt'], where: "status = 'sent'" },
  ],
  properties: {
    epoch: p.uuid().primary(),
    partition: p.integer().primary(),
    position: p.bigint('number').primary(),
    eventId: p.uuid(),
    deliveryId: p.uuid(),
    appointmentId: p.text(),
    userId: p.text().nullable(),
    channel: p.text().$type<ChannelName>(),
    status: p.text().$type<DeliveryStatus>(),
    attempt: p.integer(),
    provider: p.text().nullable(),
    providerMessageId: p.text().nullable(),
    errorCode: p.text().nullable(),
    errorMessage: p.text().nullable(),
    errorRetryable: p.boolean().nullable(),
    nextAttemptAt: p.datetime(3).nullable(),
    occurredAt: p.datetime(3),
  },
});

/** One change as it is stored. */
export type DeliveryChangeRow = RowOf<InferEntity<typeof DeliveryChange>>;

/** A change as the feed emits it, whether it is stored, just read from the log, or stands for a delivery's present state. */
export interface Change {
  readonly deliveryId: string;
  readonly appointmentId: string;
  readonly userId: string | null;
  readonly channel: ChannelName;
  readonly status: DeliveryStatus;
  readonly attempt: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly errorRetryable: boolean | null;
  readonly nextAttemptAt: Date | null;
  readonly occurredAt: Date;
}

/** A change at its place in the log. */
export interface PlacedChange extends Change {
  readonly partition: number;
  readonly position: number;
}

/** A change as one subscriber gets it. */
export interface FeedChange extends Change {
  readonly cursor: string;
  /** Whether it is the past: a snapshot, or a change that was missed. */
  readonly replayed: boolean;
}

/** The columns of a change under the names of `Change`, for statements that return JSON. */
export const CHANGE_FIELDS = `partition, position, delivery_id as "deliveryId", appointment_id as "appointmentId",
  user_id as "userId", channel, status, attempt, error_code as "errorCode", error_message as "errorMessage",
  error_retryable as "errorRetryable", next_attempt_at as "nextAttemptAt", occurred_at as "occurredAt"`;

/** A change as JSON from PostgreSQL has it: instants are texts. */
export type ChangeJson = Omit<PlacedChange, 'nextAttemptAt' | 'occurredAt'> & {
  readonly nextAttemptAt: string | null;
  readonly occurredAt: string;
};

/** Reads a change that was selected with `CHANGE_FIELDS`. */
export function changeOfJson(json: ChangeJson): PlacedChange {
  return {
    ...json,
    nextAttemptAt: json.nextAttemptAt === null ? null : new Date(json.nextAttemptAt),
    occurredAt: new Date(json.occurredAt),
  };
}
