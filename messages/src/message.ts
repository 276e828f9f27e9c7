/** An e-mail, rendered: what its recipient sees, and how it is identified. */
export interface RenderedEmail {
  readonly to: string;
  /** Without angle brackets; the same for every attempt of one delivery. */
  readonly messageId: string;
  /** In the same form: what all mails about one appointment refer to, so that mail programs show them together. */
  readonly thread: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** An iCalendar part, with its METHOD. */
  readonly calendar?: CalendarPart;
}

/** A text message, rendered. Its body contains the appointment's `reference`, so that it can be found again at the provider. */
export interface RenderedSms {
  /** E.164. */
  readonly to: string;
  readonly reference: string;
  readonly body: string;
}

/** A calendar entry (RFC 5545), and what it asks calendars to do (RFC 5546). */
export interface CalendarPart {
  readonly method: 'REQUEST' | 'CANCEL';
  readonly content: string;
  /** What calendars show of it. */
  readonly entry: CalendarEntry;
}

/** What calendars show of an entry, beside who takes part. */
export interface CalendarEntry {
  readonly summary: string;
  readonly start: Date;
  readonly end: Date;
  readonly location: string | null;
  readonly description: string;
  readonly url: string | null;
}
