import type { Issue } from '@belltower/sdk/resume';
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
  };
}

/** A draft as the server's input, or the issues that keep it from being sent. */
export type Checked =
  | { readonly kind: 'input'; readonly input: CreateAppointmentInput }
  | { readonly kind: 'issues'; readonly issues: readonly Issue[] };

/**
 * Turns a draft into an input. Refuses only what cannot be sent at all; the server checks the
 * rest and reports every issue at once. `language` is the browser's.
 */
export function checkDraft(draft: Draft, language: string): Checked {
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
  if (reading?.kind !== 'instant' || issues.length > 0) return { kind: 'issues', issues };
  return {
    kind: 'input',
    input: {
      time: reading.time,
      timeZone: draft.timeZone,
      durationMinutes,
      title: textOrNull(draft.title),
      location: textOrNull(draft.location),
      email: draft.byEmail ? textOrNull(draft.email) : null,
      phone: draft.bySms ? textOrNull(phoneOf(draft)) : null,
      notify: { email: draft.byEmail, sms: draft.bySms },
      locale: languageTag(language),
    },
  };
}

/** The number without what people write between its digits. */
export function phoneOf({ phone }: Draft): string {
  return phone.replace(/[\s().-]/g, '');
}

function textOrNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

/** Null for what is no BCP 47 tag: some browsers say `en-US@posix`, and a person could not correct that. */
function languageTag(language: string): string | null {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? null;
  } catch {
    return null;
  }
}
