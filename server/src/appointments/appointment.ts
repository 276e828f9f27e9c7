import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { RowOf } from '../db/row.ts';

/** Where the feed stood at some moment: an epoch, and in it the last position of each partition that has one. */
export interface FeedPosition {
  readonly epoch: string;
  /** The part of the epoch; absent is the first. */
  readonly generation?: string;
  readonly positions: Readonly<Record<string, number>>;
}

/** The table of appointments. It is only inserted into; the event of an appointment can be rebuilt from its row. */
export const Appointment = defineEntity({
  name: 'Appointment',
  tableName: 'appointment',
  schema: 'server',
  indexes: [
    { name: 'appointment_list', properties: ['createdAt', 'id'] },
    { name: 'appointment_list_of_user', properties: ['userId', 'createdAt', 'id'] },
    { name: 'appointment_time', properties: ['time'] },
  ],
  uniques: [{ name: 'appointment_idempotency', properties: ['callerSub', 'idempotencyKey'] }],
  properties: {
    id: p.uuid().primary(),
    eventId: p.uuid(),
    occurredAt: p.datetime(3),
    /** The subject of the customer's token. */
    userId: p.text(),
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
    idempotencyKey: p.text().nullable(),
    inputHash: p.text(),
    /** Where the feed stood before this appointment's first change. */
    feedStart: p.json<FeedPosition>(),
    createdAt: p.datetime(3),
  },
});

/** One appointment as it is stored. */
export type AppointmentRow = RowOf<InferEntity<typeof Appointment>>;

/** What the payload of `createAppointment` is resolved from. */
export interface CreatedAppointment {
  readonly appointment: AppointmentRow;
}
