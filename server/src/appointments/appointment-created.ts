import { type AppointmentCreated, eventUserIdOf, formatInstant, referenceOf } from '@belltower/events';
import type { PagesOf } from '../auth/guest-links.ts';
import type { AppointmentRow } from './appointment.ts';

/** What of an installation the events of its appointments have. */
export interface EventSettings {
  /** What references begin with. @default nothing */
  readonly referencePrefix?: string | undefined;
  /** The pages of guests. @default they have none */
  readonly pagesOf?: PagesOf;
}

/** What of a row the event of its booking is made of. */
export type BookedRow = AboutRow & Pick<AppointmentRow, 'eventId' | 'occurredAt' | 'notifyEmail' | 'notifySms'>;

/** What of a row every event of the appointment has. */
export type AboutRow = Pick<
  AppointmentRow,
  | 'id'
  | 'userId'
  | 'customerName'
  | 'title'
  | 'location'
  | 'time'
  | 'timeZone'
  | 'durationMinutes'
  | 'email'
  | 'phone'
  | 'locale'
>;

/**
 * The event `appointments.created` of a row: the same to the byte whenever it is made with the same setting, so that it can be
 * emitted again, and readers that have it recognise it by its `event_id`.
 *
 * @param settings what of the installation its events have
 */
export function appointmentCreatedOf(row: BookedRow, settings: EventSettings): AppointmentCreated {
  return {
    event_id: row.eventId,
    event_type: 'appointments.created',
    occurred_at: formatInstant(row.occurredAt),
    notify: { email: row.notifyEmail, sms: row.notifySms },
    appointment: appointmentPartOf(row, settings),
  };
}

/** The part about the appointment that each of its events has. `settings`: as above. */
export function appointmentPartOf(row: AboutRow, settings: EventSettings): AppointmentCreated['appointment'] {
  const pages = settings.pagesOf?.(row);
  return {
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
    ...(row.customerName === null ? {} : { customer_name: row.customerName }),
    reference: referenceOf(row.id, settings.referencePrefix),
    ...(pages && { manage_url: pages.manageUrl, short_url: pages.shortUrl }),
  };
}
