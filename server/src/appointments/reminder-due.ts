import { formatDuration, formatInstant, type ReminderDue } from '@belltower/events';
import type { EntityManager } from '@mikro-orm/postgresql';
import { asRows } from '../db/row.ts';
import { addressesAt } from '../deliveries/addresses.ts';
import type { EmittedReminder } from '../reminders/emit-due.ts';
import { Appointment, type AppointmentRow } from './appointment.ts';
import { type AboutRow, appointmentPartOf, type EventSettings } from './appointment-created.ts';
import { stateAt } from './appointment-past.ts';
import type { AppointmentRecords } from './appointment-records.ts';
import { type QuotaLimits, reminderUsesOf } from './quota.ts';
import { takeQuotas } from './quota-use.ts';

/**
 * The event `appointments.reminder-due` of a reminder: the same to the byte whenever it is made of the same appointment.
 *
 * @param about the appointment as it was at the reminder's sequence
 * @param settings what of the installation its events have
 */
export function reminderDueOf(
  { eventId, emittedAt, emittedSequence, beforeMinutes, email, sms }: EmittedReminder,
  about: AboutRow,
  settings: EventSettings,
): ReminderDue {
  return {
    event_id: eventId,
    event_type: 'appointments.reminder-due',
    occurred_at: formatInstant(emittedAt),
    notify: { email, sms },
    appointment: appointmentPartOf(about, settings),
    sequence: emittedSequence,
    reminder: { before: formatDuration(beforeMinutes) },
  };
}

/** The same of one that was emitted: made of the appointment's row as it is now, and of what is stored of its past. */
export function emittedReminderOf(
  reminder: EmittedReminder,
  row: AppointmentRow,
  { changes, corrections }: AppointmentRecords,
  settings: EventSettings,
): ReminderDue {
  const moment = { at: reminder.emittedAt, corrections: reminder.emittedCorrections };
  const about = {
    ...row,
    ...stateAt(row, changes, reminder.emittedSequence),
    ...addressesAt(row, corrections, moment),
  };
  return reminderDueOf(reminder, about, settings);
}

/** What events of reminders depend on besides their appointments. */
export interface ReminderDueSettings extends EventSettings {
  readonly quotas: Pick<QuotaLimits, 'messagesPerDay'>;
}

/**
 * The events of reminders whose appointments the transaction has locked, in their order. Those of customers' own bookings are
 * counted by their recipients, and left out where there were too many within a day: moves without a message, over and over, would
 * otherwise have us send any number to anybody.
 */
export async function reminderDueEvents(
  tx: EntityManager,
  reminders: readonly EmittedReminder[],
  settings: ReminderDueSettings,
): Promise<readonly ReminderDue[]> {
  const ids = reminders.map(({ appointmentId }) => appointmentId);
  const found = asRows(await tx.find(Appointment, { id: { $in: ids } }, { disableIdentityMap: true }));
  const byId = new Map(found.map((row) => [row.id, row]));
  const candidates = reminders.flatMap((reminder) => {
    const about = byId.get(reminder.appointmentId);
    return about === undefined ? [] : [{ reminder, about, uses: usesFor(reminder, about, settings.quotas) }];
  });
  const taken = await takeQuotas(
    tx,
    candidates.flatMap(({ uses }) => uses),
  );
  return candidates.flatMap(({ reminder, about, uses }) =>
    uses.every(({ key }) => taken.has(key)) ? [reminderDueOf(reminder, about, settings)] : [],
  );
}

function usesFor({ email, sms }: EmittedReminder, about: AppointmentRow, quotas: ReminderDueSettings['quotas']) {
  const isOfStaff = about.callerRole === 'staff' || (about.callerRole === null && about.callerSub !== about.userId);
  return isOfStaff ? [] : reminderUsesOf({ email: email ? about.email : null, sms: sms ? about.phone : null }, quotas);
}
