import type { AppointmentCreated } from '@belltower/events';
import ical, { ICalAlarmType, ICalAttendeeStatus, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { Sender } from './sender.ts';

/**
 * The appointment as an iCalendar entry (RFC 5545), for the mail that confirms it.
 *
 * It is a REQUEST (RFC 5546 §3.2.2), with organizer and attendee, from the first mail on: a later REQUEST with a higher
 * SEQUENCE, or a CANCEL, of the same UID then changes the entry in the person's calendar. The attendee has accepted,
 * having booked it, and needs not answer.
 */
export function calendarOf(
  { appointment, occurred_at }: AppointmentCreated,
  attendee: string,
  { sender, summary, description }: { readonly sender: Sender; readonly summary: string; readonly description: string },
): { readonly method: 'REQUEST'; readonly content: string } {
  const start = new Date(appointment.time);
  const minutes = appointment.duration_minutes ?? 30;
  const calendar = ical({
    prodId: { company: 'Belltower', product: 'notifier', language: 'EN' },
    method: ICalCalendarMethod.REQUEST,
  });
  const event = calendar.createEvent({
    id: appointment.appointment_id,
    sequence: 0,
    stamp: new Date(occurred_at),
    start,
    end: new Date(start.getTime() + minutes * 60_000),
    summary,
    location: appointment.location ?? null,
    status: ICalEventStatus.CONFIRMED,
    description,
    organizer: { name: sender.name, ...mailtoOf(sender.address) },
  });
  event.createAlarm({ type: ICalAlarmType.display, trigger: ALARM_SECONDS });
  event.createAttendee({ ...mailtoOf(attendee), status: ICalAttendeeStatus.ACCEPTED, rsvp: false });
  return { method: 'REQUEST', content: `${alarmLast(calendar.toString()).trimEnd()}\r\n` };
}

/** RFC 5545, 3.6.1: alarms follow the properties of their event; ical-generator writes some of those after them. */
function alarmLast(calendar: string): string {
  return calendar.replace(/(BEGIN:VALARM\r\n.*?END:VALARM\r\n)(.*?)(?=END:VEVENT)/s, '$2$1');
}

/** Before the appointment. */
const ALARM_SECONDS = 3_600;

/** An address with its `mailto:` URI (RFC 6068), where `%`, `&`, `/`, `?` and others mean something else. */
function mailtoOf(email: string): { readonly email: string; readonly mailto?: string } {
  const at = email.lastIndexOf('@');
  const mailto = `${encodeURIComponent(email.slice(0, at))}@${email.slice(at + 1)}`;
  return mailto === email ? { email } : { email, mailto };
}
