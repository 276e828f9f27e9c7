import { readEmailAddress } from '@belltower/events/email-address';
import type { Issue } from '@belltower/sdk/resume';
import { type PhoneReader, readTyped } from '../contact/use-phone-numbers.ts';
import type { CreateAppointmentInput } from '../generated/graphql.ts';
import { ownTimeZone, readLocalTime } from './local-time.ts';

/** What a person has typed so far, as they typed it. */
export interface Draft {
  readonly title: string;
  readonly location: string;
  /** A clock reading in `timeZone`: `2030-02-20T15:00`, or empty. */
  readonly when: string;
  readonly timeZone: string;
  readonly durationMinutes: string;
  readonly byEmail: boolean;
  readonly email: string;
  readonly bySms: boolean;
  readonly phone: string;
  /** Of a number that is written without one, by its ISO 3166-1 code; empty: the installation's. */
  readonly country: string;
}

/** The form before anything was typed. */
export function emptyDraft(): Draft {
  return {
    title: '',
    location: '',
    when: '',
    timeZone: ownTimeZone(),
    durationMinutes: '30',
    byEmail: true,
    email: '',
    bySms: false,
    phone: '',
    country: '',
  };
}

/** A draft as the server's input, or the issues that keep it from being sent. */
export type Checked =
  | { readonly kind: 'input'; readonly input: CreateAppointmentInput }
  | { readonly kind: 'issues'; readonly issues: readonly Issue[] };

/**
 * Turns a draft into an input. Refuses only what cannot be sent at all; the server checks the
 * rest and reports every issue at once. `language` is the browser's; `reader` reads numbers, null while it is not loaded.
 */
export function checkDraft(draft: Draft, language: string, reader: PhoneReader | null): Checked {
  const issues: Issue[] = [];
  const refuse = (field: string, message: string) => issues.push({ path: ['input', field], message });
  const reading = draft.when === '' ? null : readLocalTime(draft.when, draft.timeZone);
  if (reading === null) refuse('time', 'Choose a day and a time.');
  if (reading?.kind === 'skipped') {
    refuse('time', 'The clocks are set forward over this time. Choose an earlier or a later one.');
  }
  const durationMinutes = Number(draft.durationMinutes);
  if (!Number.isInteger(durationMinutes) || durationMinutes < 1) refuse('durationMinutes', 'Give whole minutes.');
  if (!draft.byEmail && !draft.bySms) refuse('notify', 'Choose at least one way to be told.');
  if (draft.byEmail && draft.email.trim() === '') refuse('email', 'Give the address the e-mail goes to.');
  if (draft.bySms && draft.phone.trim() === '') refuse('phone', 'Give the number the text message goes to.');
  const read = readEmailAddress(draft.email);
  if (draft.byEmail && draft.email.trim() !== '' && read.address === null) refuse('email', EMAIL_ISSUES[read.problem]);
  const typed = readTyped(draft.phone, draft.country, reader);
  if (draft.bySms && draft.phone.trim() !== '' && 'issue' in typed) refuse('phone', typed.issue);
  if (reading?.kind !== 'instant' || issues.length > 0) return { kind: 'issues', issues };
  return {
    kind: 'input',
    input: {
      time: reading.time,
      timeZone: draft.timeZone,
      durationMinutes,
      title: textOrNull(draft.title),
      location: textOrNull(draft.location),
      email: draft.byEmail ? read.address : null,
      phone: draft.bySms && 'phone' in typed ? typed.phone : null,
      notify: { email: draft.byEmail, sms: draft.bySms },
      locale: languageTag(language),
    },
  };
}

const EMAIL_ISSUES = {
  malformed: 'This does not look like an e-mail address.',
  long: 'This is longer than any e-mail address.',
} as const;

function textOrNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

/** Null for what is no BCP 47 tag: some browsers say `en-US@posix`, and a person could not correct that. */
export function languageTag(language: string): string | null {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? null;
  } catch {
    return null;
  }
}
