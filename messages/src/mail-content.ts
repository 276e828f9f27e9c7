import type { ContactSentence } from './contact.ts';

/** What a mail says, before it is written as HTML and as plain text: both say the same. */

/** A text that opens something. */
export interface Link {
  readonly text: string;
  readonly href: string;
}

/** One line of what was booked. */
export interface Detail {
  readonly name: string;
  readonly value: string;
  /** Whether it does not hold: shown struck. */
  readonly isVoid?: boolean;
  /** Says more about the value. */
  readonly note?: string;
  /** What a change replaced: shown as no longer true. */
  readonly before?: { readonly name: string; readonly value: string };
  /** Opened by the value itself. */
  readonly href?: string;
  /** Stands below the value. */
  readonly link?: Link;
}

/** The parts of a mail, in their order. Texts are as they are read: nothing is escaped. */
export interface MailContent {
  readonly lang: string;
  readonly direction: 'ltr' | 'rtl';
  /** What mail programs show beside the subject, before the mail is opened. */
  readonly preheader: string;
  readonly heading: string;
  readonly greeting: string | null;
  readonly details: readonly Detail[];
  readonly button: Link | null;
  /** What the attached calendar entry does. */
  readonly note: string | null;
  readonly contact: ContactSentence | null;
  /** Why the person gets this mail. */
  readonly reason: string;
}
