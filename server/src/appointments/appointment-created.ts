import { type AppointmentCreated, eventUserIdOf, formatInstant } from '@belltower/events';
import type { AppointmentRow } from './appointment.ts';

/**
 * The event `appointments.created` of a row: the same to the byte whenever it is made, so that it can be emitted again, and
 * readers that have it recognise it by its `event_id`.
 */
export function appointmentCreatedOf(
  row: Omit<AppointmentRow, 'feedStart' | 'callerSub' | 'idempotencyKey' | 'inputHash' | 'createdAt'>,
): AppointmentCreated {
  return {
    event_id: row.eventId,
    event_type: 'appointments.created',
    occurred_at: formatInstant(row.occurredAt),
    notify: { email: row.notifyEmail, sms: row.notifySms },
    appointment: {
      appointment_id: row.id,
      user_id: eventUserIdOf(row.userId),
      time: formatInstant(row.time),
      email: row.email,
      phone_e164: row.phone,
      ...(row.title === null ? {} : { title: row.title }),
      ...(row.location === null ? {} : { location: row.location }),
      time_zone: row.timeZone,
      duration_minutes: row.durationMinutes,
      ...(row.locale === null ? {} : { locale: row.locale }),
    },
  };
}
