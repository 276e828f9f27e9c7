import ical, { ICalEventStatus } from 'ical-generator';

/** The fields of an appointment that a calendar entry has. */
export interface CalendarEntry {
  readonly id: string;
  readonly title: string | null;
  readonly location: string | null;
  readonly time: string;
  readonly durationMinutes: number;
  readonly createdAt: string;
}

/**
 * The appointment as an iCalendar file (RFC 5545), to keep. Its UID is the appointment's id, as in the mail that confirms
 * it, so that a calendar that gets both shows it once. It has no METHOD, because it is no invitation.
 */
export function calendarFile({ id, title, location, time, durationMinutes, createdAt }: CalendarEntry): string {
  const calendar = ical({ prodId: { company: 'Belltower', product: 'client', language: 'EN' } });
  const start = new Date(time);
  calendar.createEvent({
    id,
    sequence: 0,
    stamp: new Date(createdAt),
    start,
    end: new Date(start.getTime() + durationMinutes * 60_000),
    summary: title ?? 'Appointment',
    location,
    status: ICalEventStatus.CONFIRMED,
  });
  return calendar.toString();
}
