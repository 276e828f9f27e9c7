import type { ChannelName, DeliveryKind, DeliveryStatus } from '@belltower/events';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { RowOf } from '../db/row.ts';

/**
 * The table of deliveries and where each stands. `status` and `attempts` are what is shown; `projectedStatus` and
 * `projectedAttempt` are the last change read from the log, null until there was one. Both differ while a booking, or a
 * retry, is QUEUED and no notifier has admitted it.
 */
export const Delivery = defineEntity({
  name: 'Delivery',
  tableName: 'delivery',
  schema: 'server',
  indexes: [
    { name: 'delivery_list', properties: ['createdAt', 'id'] },
    { name: 'delivery_updated', properties: ['updatedAt', 'id'] },
    { name: 'delivery_list_of_user', properties: ['userId', 'createdAt', 'id'] },
    { name: 'delivery_list_of_status', properties: ['status', 'createdAt', 'id'] },
    { name: 'delivery_list_of_error', properties: ['errorCode', 'createdAt', 'id'], where: 'error_code is not null' },
    { name: 'delivery_list_of_kind', properties: ['kind', 'createdAt', 'id'], where: "kind <> 'confirmation'" },
    { name: 'delivery_list_of_channel', properties: ['channel', 'createdAt', 'id'], where: "channel <> 'email'" },
    { name: 'delivery_appointment', properties: ['appointmentId'] },
    { name: 'delivery_open', properties: ['createdAt', 'id'], where: "status = 'failed' and not acknowledged" },
    {
      name: 'delivery_foreign_reference', // as `appointment_reference`, where we hold no appointment
      expression: `create index "delivery_foreign_reference" on "server"."delivery" (right("appointment_id", 10)) where user_id is null`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    sourceEventId: p.uuid(),
    appointmentId: p.text(),
    /** Whose appointment it confirms; null when it was booked in another system. */
    userId: p.text().nullable(),
    channel: p.text().$type<ChannelName>(),
    status: p.text().$type<DeliveryStatus>(),
    attempts: p.integer(),
    provider: p.text().nullable(),
    providerMessageId: p.text().nullable(),
    errorCode: p.text().nullable(),
    errorMessage: p.text().nullable(),
    errorRetryable: p.boolean().nullable(),
    nextAttemptAt: p.datetime(3).nullable(),
    projectedStatus: p.text().nullable().$type<DeliveryStatus | null>(),
    projectedAttempt: p.integer().nullable(),
    /** The retry that its last attempts belong to, once it is requested; null where none was. */
    retryEventId: p.uuid().nullable(),
    kind: p.text().default('confirmation').$type<DeliveryKind>(),
    /** Of the appointment, as its message shows it. */
    sequence: p.integer().default(0).$type<number>(),
    /** Of what its last attempt sends, as the notifier reports it; null where it does not. */
    contentHash: p.text().nullable(),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
    /** Of a failed one: whether it is in `acknowledgement`. Triggers keep it true, also for what is written by hand; nothing else may write it. */
    acknowledged: p.boolean().default(false),
  },
});

/** One delivery as it is read: what `acknowledged` says is a matter of conditions alone. */
export type DeliveryRow = Omit<RowOf<InferEntity<typeof Delivery>>, 'acknowledged'>;

/** In SQL, whether a delivery is an open failure, as the index of those has it. */
export const isOpen = (alias: string) => `(${alias}.status = 'failed' and not ${alias}.acknowledged)`;

/** Whether the status that is shown has been reported; if not, it is QUEUED, and the report of that is still to come. */
export function isReported({
  status,
  attempts,
  projectedStatus,
  projectedAttempt,
}: Pick<DeliveryRow, 'status' | 'attempts' | 'projectedStatus' | 'projectedAttempt'>): boolean {
  return status === projectedStatus && attempts === projectedAttempt;
}

/** The columns of a delivery by their names here, for statements that answer JSON. */
export const DELIVERY_FIELDS = `id, source_event_id as "sourceEventId", appointment_id as "appointmentId",
  user_id as "userId", channel, status, attempts, provider, provider_message_id as "providerMessageId",
  error_code as "errorCode", error_message as "errorMessage", error_retryable as "errorRetryable",
  next_attempt_at as "nextAttemptAt", projected_status as "projectedStatus", projected_attempt as "projectedAttempt",
  retry_event_id as "retryEventId", kind, sequence, content_hash as "contentHash", created_at as "createdAt", updated_at as "updatedAt"`;

type Instants = 'nextAttemptAt' | 'createdAt' | 'updatedAt';

/** A delivery as JSON from PostgreSQL has it: instants are texts. */
export type DeliveryJson = Omit<DeliveryRow, Instants> & {
  readonly nextAttemptAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
};

/** Reads a delivery that was selected with `DELIVERY_FIELDS`. */
export function deliveryOfJson(json: DeliveryJson): DeliveryRow {
  return {
    ...json,
    nextAttemptAt: json.nextAttemptAt === null ? null : new Date(json.nextAttemptAt),
    createdAt: new Date(json.createdAt),
    updatedAt: new Date(json.updatedAt),
  };
}
