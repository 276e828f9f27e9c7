import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { Role } from '../auth/caller.ts';
import type { RowOf } from '../db/row.ts';

/** What a change of an appointment was. */
export type ChangeKind = 'rescheduled' | 'cancelled';

/**
 * The table of the changes of appointments, with what each appointment was before it: one that was never changed has no row, and
 * its past is read backwards from what it is now. Rows are only inserted.
 */
export const AppointmentChange = defineEntity({
  name: 'AppointmentChange',
  tableName: 'appointment_change',
  schema: 'server',
  indexes: [{ name: 'appointment_change_at', properties: ['at', 'appointmentId', 'sequence'] }],
  properties: {
    appointmentId: p.uuid().primary(),
    /** The appointment's sequence from then on. */
    sequence: p.integer().primary(),
    eventId: p.uuid(),
    kind: p.text().$type<ChangeKind>(),
    at: p.datetime(3),
    /** Who made it: the subject of the caller's token, and as what. */
    callerSub: p.text(),
    callerRole: p.text().$type<Role>(),
    /** Which channels were to be notified. */
    notifyEmail: p.boolean(),
    notifySms: p.boolean(),
    /** How often the appointment's addresses had been corrected; null where a version wrote it that did not know. */
    corrections: p.integer().nullable(),
    /** Why it was cancelled. */
    reason: p.text().nullable(),
    timeBefore: p.datetime(3),
    timeZoneBefore: p.text(),
    durationMinutesBefore: p.integer(),
    titleBefore: p.text().nullable(),
    locationBefore: p.text().nullable(),
  },
});

/** One change as it is stored. */
export type AppointmentChangeRow = RowOf<InferEntity<typeof AppointmentChange>>;
