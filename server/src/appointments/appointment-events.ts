/** The events of an appointment, from its rows: the same to the byte whenever they are made with the same setting. Pure. */

import {
  type AppointmentCancelled,
  type AppointmentCreated,
  type AppointmentRescheduled,
  formatInstant,
} from '@belltower/events';
import { addressesAfter, addressesAt } from '../deliveries/addresses.ts';
import type { AppointmentChangeRow } from './appointment-change.ts';
import type { EventSettings } from './appointment-created.ts';
import { type AboutRow, appointmentCreatedOf, appointmentPartOf, type BookedRow } from './appointment-created.ts';
import { stateAt } from './appointment-past.ts';
import type { AppointmentRecords } from './appointment-records.ts';

/** An event of an appointment's rows. */
export type StoredEvent = AppointmentCreated | AppointmentRescheduled | AppointmentCancelled;

/**
 * The event of a change.
 *
 * @param row the appointment as it is from then on
 * @param settings what of the installation its events have
 */
export function changeEventOf(
  row: AboutRow,
  change: AppointmentChangeRow,
  settings: EventSettings,
): AppointmentRescheduled | AppointmentCancelled {
  const { sequence, reason } = change;
  const common = {
    event_id: change.eventId,
    occurred_at: formatInstant(change.at),
    notify: { email: change.notifyEmail, sms: change.notifySms },
    appointment: appointmentPartOf(row, settings),
    sequence,
  };
  if (change.kind === 'cancelled') {
    return { ...common, event_type: 'appointments.cancelled', ...(reason === null ? {} : { reason }) };
  }
  const { timeBefore, timeZoneBefore, locationBefore, titleBefore, durationMinutesBefore } = change;
  const previous = {
    time: formatInstant(timeBefore),
    time_zone: timeZoneBefore,
    ...(locationBefore === null ? {} : { location: locationBefore }),
    ...(titleBefore === null ? {} : { title: titleBefore }),
    duration_minutes: durationMinutesBefore,
  };
  return { ...common, event_type: 'appointments.rescheduled', previous };
}

/** Every event of an appointment, oldest first. `settings`: as above. */
export function eventsOf(
  row: BookedRow,
  { changes, corrections }: AppointmentRecords,
  settings: EventSettings,
): readonly StoredEvent[] {
  const booked = { ...row, ...stateAt(row, changes, 0), ...addressesAfter(row, corrections, 0) };
  return [
    appointmentCreatedOf(booked, settings),
    ...changes.map((change) => {
      const at = { ...row, ...stateAt(row, changes, change.sequence), ...addressesAt(row, corrections, change) };
      return changeEventOf(at, change, settings);
    }),
  ];
}
