import { randomUUID } from 'node:crypto';
import type { AppointmentCancelled, AppointmentCreated, AppointmentRescheduled, ReminderDue } from '@belltower/events';

type Change = Pick<AppointmentCreated, 'event_id' | 'occurred_at' | 'notify' | 'appointment'>;

const silent = { email: false, sms: false };

function changeOf({ notify, appointment }: AppointmentCreated, notifies: boolean): Change {
  const occurredAt = new Date().toISOString();
  return { event_id: randomUUID(), occurred_at: occurredAt, notify: notifies ? notify : silent, appointment };
}

/** The same appointment a day later. */
export function rescheduled(created: AppointmentCreated, sequence: number, notifies = true): AppointmentRescheduled {
  const { appointment, ...envelope } = changeOf(created, notifies);
  const time = new Date(Date.parse(appointment.time) + 86_400_000).toISOString();
  const previous = { time: appointment.time, time_zone: appointment.time_zone, location: appointment.location };
  const moved = { ...appointment, time };
  return { ...envelope, event_type: 'appointments.rescheduled', appointment: moved, sequence, previous };
}

/** The same appointment, cancelled. */
export function cancelled(created: AppointmentCreated, sequence: number, notifies = true): AppointmentCancelled {
  return { ...changeOf(created, notifies), event_type: 'appointments.cancelled', sequence, reason: 'ill' };
}

/** A reminder of the same appointment. */
export function reminderDue(created: AppointmentCreated, sequence: number): ReminderDue {
  const reminder = { before: 'PT24H' };
  return { ...changeOf(created, true), event_type: 'appointments.reminder-due', sequence, reminder };
}
