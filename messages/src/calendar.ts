import type { AppointmentCreated } from '@belltower/events';
import ical, { ICalAttendeeStatus, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
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
  { sender, summary }: { readonly sender: Sender; readonly summary: string },
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
    organizer: { name: sender.name, email: sender.address },
  });
  event.createAttendee({ email: attendee, status: ICalAttendeeStatus.ACCEPTED, rsvp: false });
  return { method: 'REQUEST', content: calendar.toString() };
}
