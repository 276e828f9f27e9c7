import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { RowOf } from '../db/row.ts';

/** Where a reminder stands: it waits, its event was emitted, or it was missed and came too late to help. */
export type ReminderStatus = 'planned' | 'due' | 'skipped';

/**
 * The table of reminders. A move or a cancellation deletes those that are planned; the others stay as long as their appointment.
 * The event of one that was due can be rebuilt. However many are planned, `reminder_due` leads to those that are due.
 */
export const Reminder = defineEntity({
  name: 'Reminder',
  tableName: 'reminder',
  schema: 'server',
  indexes: [{ name: 'reminder_due', properties: ['dueAt'], where: "status = 'planned'" }],
  properties: {
    appointmentId: p.uuid().primary(),
    /** The appointment's sequence when it was planned. */
    plannedSequence: p.integer().primary(),
    beforeMinutes: p.integer().primary(),
    /** Of the event that it is emitted as. */
    eventId: p.uuid(),
    dueAt: p.datetime(3),
    email: p.boolean(),
    sms: p.boolean(),
    status: p.text().$type<ReminderStatus>(),
    /** When it was emitted; null where it was not. */
    emittedAt: p.datetime(3).nullable(),
    /** The appointment's sequence then. */
    emittedSequence: p.integer().nullable(),
    /** How often the appointment's addresses had been corrected then; null as `appointment_change.corrections`. */
    emittedCorrections: p.integer().nullable(),
  },
});

/** One reminder as it is stored. */
export type ReminderRow = RowOf<InferEntity<typeof Reminder>>;
