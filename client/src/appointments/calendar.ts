import ical, { ICalEventStatus } from 'ical-generator';

/** The fields of an appointment that a calendar entry has. */
export interface CalendarEntry {
  readonly id: string;
  readonly reference: string;
  readonly title: string | null;
  readonly location: string | null;
  readonly time: string;
  readonly durationMinutes: number;
  /** How often it was changed. */
  readonly sequence: number;
  /** When it was booked, or last changed. */
  readonly changedAt: string;
}

/** What the entry says in words. */
export interface EntryWords {
  readonly summary: string;
  readonly description: string;
}

/**
 * The appointment as an iCalendar file (RFC 5545), to keep. Its UID is the appointment's id, as in the mail that confirms
 * it, and its SEQUENCE that of the appointment, so that a calendar that gets both shows it once, as it is. It has no METHOD, because it is no invitation.
 */
export function calendarFile(
  { id, location, time, durationMinutes, sequence, changedAt }: Omit<CalendarEntry, 'reference' | 'title'>,
  { summary, description }: EntryWords,
): string {
  const calendar = ical({ prodId: { company: 'Belltower', product: 'client', language: 'EN' } });
  const start = new Date(time);
  calendar.createEvent({
    id,
    sequence,
    stamp: new Date(changedAt),
    start,
    end: new Date(start.getTime() + durationMinutes * 60_000),
    summary,
    location,
    description,
    status: ICalEventStatus.CONFIRMED,
  });
  return `${calendar.toString().trimEnd()}\r\n`; // ical-generator ends its last line with nothing
}
