import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { Role } from '../auth/caller.ts';
import type { RowOf } from '../db/row.ts';
import type { ReminderRule } from '../reminders/reminder-rules.ts';

/** Where the feed stood at some moment: an epoch, and in it the last position of each partition that has one. */
export interface FeedPosition {
  readonly epoch: string;
  /** The part of the epoch; absent is the first. */
  readonly generation?: string;
  readonly positions: Readonly<Record<string, number>>;
}

/** A select of where the feed stands, as `json`. */
export const FEED_POSITION = `select jsonb_strip_nulls(jsonb_build_object('epoch', e.epoch, 'generation', e.generation, 'positions', coalesce(
    (select jsonb_object_agg(p.partition, p.position) from server.projection p where p.topic = e.topic), '{}'))) as json
  from server.feed_epoch e where e.topic = 'notifications.status'`;

/**
 * The table of appointments, as they are now. What one was before its changes is in `appointment_change`; from both, each of its
 * events can be rebuilt.
 */
export const Appointment = defineEntity({
  name: 'Appointment',
  tableName: 'appointment',
  schema: 'server',
  indexes: [
    { name: 'appointment_list', properties: ['createdAt', 'id'] },
    { name: 'appointment_list_of_user', properties: ['userId', 'createdAt', 'id'] },
    { name: 'appointment_time', properties: ['time'] },
    { name: 'appointment_cancelled', properties: ['createdAt', 'id'], where: 'cancelled_at is not null' },
    {
      name: 'appointment_reference', // the end of the id, as events: `readReference` has it
      expression: 'create index "appointment_reference" on "server"."appointment" (right("id"::text, 10))',
    },
  ],
  uniques: [{ name: 'appointment_idempotency', properties: ['callerSub', 'idempotencyKey'] }],
  properties: {
    id: p.uuid().primary(),
    eventId: p.uuid(),
    occurredAt: p.datetime(3),
    /** The subject of the customer's token. */
    userId: p.text(),
    /** Of the customer, as messages greet them. */
    customerName: p.text().nullable(),
    title: p.text().nullable(),
    location: p.text().nullable(),
    time: p.datetime(3),
    timeZone: p.text(),
    durationMinutes: p.integer(),
    email: p.text().nullable(),
    phone: p.text().nullable(),
    notifyEmail: p.boolean(),
    notifySms: p.boolean(),
    locale: p.text().nullable(),
    callerSub: p.text(),
    /** As what the caller booked it; null in rows of earlier versions. */
    callerRole: p.text().nullable().$type<Role | null>(),
    idempotencyKey: p.text().nullable(),
    inputHash: p.text(),
    /** Where the feed stood before this appointment's first change. */
    feedStart: p.json<FeedPosition>(),
    createdAt: p.datetime(3),
    /** How often it was changed. */
    sequence: p.integer().default(0).$type<number>(),
    cancelledAt: p.datetime(3).nullable(),
    cancelReason: p.text().nullable(),
    /** How often its addresses were corrected. */
    corrections: p.integer().default(0).$type<number>(),
    /** Of its own; null where it is reminded of as the installation does. A move plans by them again. */
    reminderRules: p.json<readonly ReminderRule[]>().nullable(),
  },
});

/** One appointment as it is stored. */
export type AppointmentRow = RowOf<InferEntity<typeof Appointment>>;

/** What the payload of `createAppointment` is resolved from. */
export interface CreatedAppointment {
  readonly appointment: AppointmentRow;
}
