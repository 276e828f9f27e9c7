import { type AppointmentEvent, sequenceOf } from '@belltower/events';
import { mailtoUri } from '@belltower/events/public-contact';
import ical, { ICalAlarmType, ICalAttendeeStatus, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { CalendarPart } from './message.ts';
import { domainOf, type Sender } from './sender.ts';

/** What a calendar shows of an appointment, beside its time. */
export interface CalendarTexts {
  /** The address of who has booked. */
  readonly attendee: string;
  readonly organizer: Sender;
  readonly summary: string;
  readonly description: string;
  readonly location: string | null;
  /** The appointment's page. */
  readonly url: string | null;
}

/**
 * The appointment as an iCalendar entry (RFC 5545), for a mail.
 *
 * It is a REQUEST (RFC 5546, 3.2.2), with organizer and attendee, from the first mail on: a later one with a higher SEQUENCE, or
 * a CANCEL (3.2.5), of the same UID then changes the entry in the person's calendar. The attendee has accepted, having booked
 * it, and needs not answer. Times are in UTC: calendars show them in their reader's own zone, and need no rules of another.
 */
export function calendarOf(
  event: AppointmentEvent,
  { attendee, organizer, summary, description, location, url }: CalendarTexts,
): CalendarPart {
  const { appointment } = event;
  const isCancelled = event.event_type === 'appointments.cancelled';
  const method = isCancelled ? 'CANCEL' : 'REQUEST';
  const changedAt = new Date(event.occurred_at);
  const start = new Date(appointment.time);
  const end = new Date(start.getTime() + (appointment.duration_minutes ?? 30) * 60_000);
  const calendar = ical({
    prodId: { company: 'Belltower', product: 'notifier', language: 'EN' },
    method: ICalCalendarMethod[method],
  });
  const entry = calendar.createEvent({
    id: uidOf(appointment.appointment_id, organizer),
    sequence: sequenceOf(event),
    stamp: changedAt,
    lastModified: changedAt,
    start,
    end,
    summary,
    location,
    url: url === null ? null : withoutSeparators(url),
    status: isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    description,
    organizer: { name: organizer.name.replaceAll('"', "'"), ...mailtoOf(organizer.address) },
  });
  if (!isCancelled) entry.createAlarm({ type: ICalAlarmType.display, trigger: ALARM_SECONDS });
  entry.createAttendee({ ...mailtoOf(attendee), status: ICalAttendeeStatus.ACCEPTED, rsvp: false });
  const content = `${alarmLast(calendar.toString()).trimEnd()}\r\n`;
  return { method, content, entry: { summary, start, end, location, description, url } };
}

/** Unique among all that write into a calendar: a uuid is (RFC 7986, 5.3), but many have an appointment 5. */
function uidOf(appointmentId: string, { address }: Sender): string {
  return appointmentId.includes('-', 1) ? appointmentId : `${appointmentId}@${domainOf(address)}`;
}

/** RFC 5545, 3.6.1: alarms follow the properties of their event; ical-generator writes some of those after them. */
function alarmLast(calendar: string): string {
  return calendar.replace(/(BEGIN:VALARM\r\n.*?END:VALARM\r\n)(.*?)(?=END:VEVENT)/s, '$2$1');
}

/** ical-generator would escape them as in a text, which a URI is not (RFC 5545, 3.3.13). */
function withoutSeparators(url: string): string {
  return url.replaceAll(',', '%2C').replaceAll(';', '%3B');
}

/** Before the appointment. */
const ALARM_SECONDS = 3_600;

/** An address, with its URI where the two differ. */
function mailtoOf(email: string): { readonly email: string; readonly mailto?: string } {
  const mailto = mailtoUri(email).replace('mailto:', '');
  return mailto === email ? { email } : { email, mailto };
}
