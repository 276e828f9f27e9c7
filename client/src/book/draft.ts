import { readEmail } from '../contact/read-email.ts';
import { type PhoneReader, readTyped } from '../contact/use-phone-numbers.ts';
import { typedText } from '../forms/typed-text.ts';
import type { FieldIssue } from '../forms/words.ts';
import type { CreateAppointmentInput } from '../generated/graphql.ts';
import { type OwnReminders, readReminders } from '../reminders/own-reminders.ts';
import { readLocalTime } from '../time/local-time.ts';
import { ownTimeZone } from '../time/zones.ts';

/** What a person has typed so far, as they typed it. */
export interface Draft extends OwnReminders {
  readonly customerName: string;
  readonly title: string;
  readonly location: string;
  /** A clock reading in `timeZone`: `2030-02-20T15:00`, or empty. */
  readonly when: string;
  /** Which of the two times it is where the clocks show `when` twice; empty: not chosen. */
  readonly occurrence: '' | 'first' | 'second';
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
    customerName: '',
    title: '',
    location: '',
    when: '',
    occurrence: '',
    timeZone: ownTimeZone(),
    durationMinutes: '30',
    byEmail: true,
    email: '',
    bySms: false,
    phone: '',
    country: '',
    reminders: 'usual',
    remindBefore: '',
    otherReminder: '',
    otherUnit: 'H',
  };
}

/** What a draft is checked with. */
export interface CheckOptions {
  /** The browser's. */
  readonly language: string;
  /** Reads numbers; null while it is not loaded: then the server reads them. */
  readonly reader: PhoneReader | null;
  readonly now: Date;
}

/** What is wrong with a draft, as far as the page can know, and its input where it can be sent. */
export interface Checked<Input = CreateAppointmentInput> {
  readonly issues: readonly FieldIssue[];
  /** Null where an issue keeps it from being sent. The clock of this device may be wrong: whether a time has passed, the server says. */
  readonly input: Input | null;
}

/** The same, where a name is needed: staff book for a customer. */
export function withName(draft: Pick<Draft, 'customerName'>, { input, issues }: Checked): Checked {
  if (typedText(draft.customerName) !== '') return { input, issues };
  return { input: null, issues: [{ field: 'customerName', code: 'REQUIRED' }, ...issues] };
}

/** The parts of a draft that say what the appointment is and when. */
export type PlanDraft = Pick<Draft, 'title' | 'location' | 'when' | 'occurrence' | 'timeZone' | 'durationMinutes'>;

/** A plan that can be sent. */
export interface Plan {
  readonly time: string;
  readonly timeZone: string;
  readonly durationMinutes: number;
  readonly title: string | null;
  readonly location: string | null;
}

const LONGEST_TEXT = 200;
const LONGEST_MINUTES = 1_440;
const MOST_YEARS_AHEAD = 5;

/** Checks all of a draft at once. The server checks what the page cannot know. */
export function checkDraft(draft: Draft, { language, reader, now }: CheckOptions): Checked {
  const plan = checkPlan(draft, now);
  const contact = contactOf(draft, reader);
  const notify = { email: draft.byEmail, sms: draft.bySms };
  const reminded = readReminders(draft, notify);
  const hard = [...textIssues(draft, ['customerName']), ...contact.issues, ...reminded.issues];
  const issues = [...hard, ...plan.issues];
  if (plan.input === null || hard.length > 0) return { issues, input: null };
  const input = {
    ...plan.input,
    customerName: textOrNull(draft.customerName),
    email: contact.email,
    phone: contact.phone,
    notify,
    locale: languageTag(language),
    ...(reminded.reminders !== null && { reminders: [...reminded.reminders] }),
  };
  return { issues, input };
}

/** Checks what and when. */
export function checkPlan(draft: PlanDraft, now: Date): Checked<Plan> {
  const at = timeOf(draft);
  const hard = [...textIssues(draft, ['title', 'location']), ...at.issues, ...minutesIssues(draft.durationMinutes)];
  const issues = [...hard, ...(at.time === null ? [] : clockIssues(at.time, now))];
  if (at.time === null || hard.length > 0) return { issues, input: null };
  const plan = {
    time: at.time,
    timeZone: draft.timeZone,
    durationMinutes: Number(draft.durationMinutes),
    title: textOrNull(draft.title),
    location: textOrNull(draft.location),
  };
  return { issues, input: plan };
}

function textIssues<Name extends 'customerName' | 'title' | 'location'>(
  draft: Pick<Draft, Name>,
  fields: readonly Name[],
): readonly FieldIssue[] {
  return fields
    .filter((field) => [...typedText(draft[field])].length > LONGEST_TEXT)
    .map((field) => ({ field, code: 'TOO_LONG' }));
}

function timeOf({ when, timeZone, occurrence }: PlanDraft): { time: string | null; issues: readonly FieldIssue[] } {
  const reading = readLocalTime(when, timeZone);
  switch (reading.kind) {
    case 'instant':
      return { time: reading.time, issues: [] };
    case 'repeated': {
      if (occurrence === '') return { time: null, issues: [{ field: 'occurrence', code: 'REQUIRED' }] };
      return { time: reading.choices[occurrence === 'first' ? 0 : 1].time, issues: [] };
    }
    case 'skipped':
      return { time: null, issues: [{ field: 'when', code: 'SKIPPED_TIME' }] };
    case 'unreadable':
      return { time: null, issues: [{ field: 'when', code: when === '' ? 'REQUIRED' : 'INVALID_INSTANT' }] };
  }
}

function clockIssues(time: string, now: Date): readonly FieldIssue[] {
  const latest = new Date(now);
  latest.setUTCFullYear(latest.getUTCFullYear() + MOST_YEARS_AHEAD);
  if (Date.parse(time) <= now.getTime()) return [{ field: 'when', code: 'IN_THE_PAST' }];
  return Date.parse(time) > latest.getTime() ? [{ field: 'when', code: 'TOO_FAR_AHEAD' }] : [];
}

function minutesIssues(text: string): readonly FieldIssue[] {
  if (text.trim() === '') return [{ field: 'durationMinutes', code: 'REQUIRED' }];
  const minutes = Number(text);
  if (!Number.isInteger(minutes)) return [{ field: 'durationMinutes', code: 'INVALID_TYPE' }];
  return minutes < 1 || minutes > LONGEST_MINUTES ? [{ field: 'durationMinutes', code: 'OUT_OF_RANGE' }] : [];
}

function contactOf({ byEmail, email, bySms, phone, country }: Draft, reader: PhoneReader | null) {
  const issues: FieldIssue[] = [];
  const mail = byEmail ? readEmail(email) : null;
  const sms = bySms ? readTyped(phone, country, reader) : null;
  if (mail === null && sms === null) issues.push({ field: 'channels', code: 'NO_CHANNEL' });
  if (mail !== null && 'code' in mail) issues.push({ field: 'email', ...mail });
  if (sms !== null && 'code' in sms) issues.push({ field: 'phone', ...sms });
  return {
    email: mail !== null && 'email' in mail ? mail.email : null,
    phone: sms !== null && 'phone' in sms ? sms.phone : null,
    issues,
  };
}

function textOrNull(text: string): string | null {
  return typedText(text) || null;
}

/** The longest language tag that the server takes. */
const LONGEST_LANGUAGE = 35;

/**
 * A browser's language without what it adds for calendars and digits. Null for what is no BCP 47 tag: some browsers say
 * `en-US@posix` or nothing, and a person could not correct that.
 */
export function languageTag(language: string): string | null {
  try {
    const tag = new Intl.Locale(language).baseName;
    return tag.length > LONGEST_LANGUAGE ? null : tag;
  } catch {
    return null;
  }
}
