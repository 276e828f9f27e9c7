import { type AppointmentEvent, referenceOf } from '@belltower/events';
import { visibleText } from '@belltower/events/visible-text';
import type { MessageSettings } from './settings.ts';

/** What was booked, as messages give it: each text on one line. */
export interface Booked {
  readonly time: string;
  /** The IANA time zone that times are given in. */
  readonly zone: string;
  readonly title: string | null;
  readonly location: string | null;
  readonly minutes: number | null;
  readonly customerName: string | null;
  /** What people call the appointment by. */
  readonly reference: string;
  /** The appointment's page. */
  readonly manageUrl: string | null;
  /** The same, for an SMS. */
  readonly shortUrl: string | null;
  /** How it was until a change; null for what is no change. */
  readonly previous: Pick<Booked, 'time' | 'zone' | 'title' | 'location' | 'minutes'> | null;
  /** It does not take place. */
  readonly isCancelled: boolean;
  /** Why it was cancelled, where that is known. */
  readonly cancelReason: string | null;
}

/** Reads an event; where it says nothing, the installation's settings hold, or what derives from the id. */
export function bookedIn(event: AppointmentEvent, { timeZone }: MessageSettings): Booked {
  const { appointment } = event;
  const zone = appointment.time_zone ?? timeZone ?? 'UTC';
  return {
    time: appointment.time,
    zone,
    title: oneLine(appointment.title),
    location: oneLine(appointment.location),
    minutes: appointment.duration_minutes ?? null,
    customerName: oneLine(appointment.customer_name),
    reference: appointment.reference ?? referenceOf(appointment.appointment_id),
    manageUrl: appointment.manage_url ?? null,
    shortUrl: appointment.short_url ?? null,
    previous: event.event_type === 'appointments.rescheduled' ? previousIn(event.previous, zone) : null,
    isCancelled: event.event_type === 'appointments.cancelled',
    cancelReason: event.event_type === 'appointments.cancelled' ? oneLine(event.reason) : null,
  };
}

type Previous = Extract<AppointmentEvent, { event_type: 'appointments.rescheduled' }>['previous'];

/** A previous time without a zone was in the one that holds now. */
function previousIn(
  { time, time_zone, title, location, duration_minutes }: Previous,
  zone: string,
): Booked['previous'] {
  return {
    time,
    zone: time_zone ?? zone,
    title: oneLine(title),
    location: oneLine(location),
    minutes: duration_minutes ?? null,
  };
}

/** As people see it, and on one line: a line break in a title must not start a header. Null where nothing is left. */
function oneLine(text: string | undefined): string | null {
  if (text === undefined) return null;
  return visibleText(text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')) || null;
}
