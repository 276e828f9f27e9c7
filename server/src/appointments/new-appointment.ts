/**
 * Validates the input of `createAppointment`.
 *
 * Promise: an input is checked as a whole. Everything that is wrong with it is reported at once, each issue at its place,
 * and no message repeats a value.
 */
import { type ChannelName, channelNames, isLocale, isTimeZone } from '@belltower/events';
import { z } from 'zod';
import { linkIn } from '../links.ts';
import { badInput, type InputIssue } from '../request-error.ts';
import { COUNTRY_MESSAGE, emailAddress, identifier, isRefusedNumber, optionalText, phoneNumber } from '../texts.ts';

/** The input of a new appointment, checked and in its normal form. */
export interface NewAppointment {
  readonly time: Date;
  readonly timeZone: string;
  readonly durationMinutes: number;
  readonly title: string | null;
  readonly location: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly notify: Readonly<Record<ChannelName, boolean>>;
  readonly locale: string | null;
  /** The customer's id, where the caller named one. */
  readonly userId: string | null;
  readonly idempotencyKey: string | null;
}

/** What the checks depend on besides the input. */
export interface AppointmentRules {
  now(): Date;
  /** The channels that are in use. */
  readonly channels: readonly ChannelName[];
  /** The countries that SMS may go to; undefined: all. */
  readonly smsCountries?: readonly string[] | undefined;
  /** The country that numbers in texts are written in, by its ISO 3166-1 code. */
  readonly defaultCountry?: string | undefined;
}

/** The checks of one configuration; made once, because building the schema is expensive. */
export interface AppointmentInput {
  /**
   * Reads what a caller wants to book. An input of the right form may still break rules that depend on the time, the
   * configuration or the caller: those are `issues`, so that a repeat of what was booked before can be recognised.
   *
   * @throws {RequestError} BAD_USER_INPUT with every issue; paths begin with `input`
   */
  read(input: unknown, isStaff: boolean): { readonly wanted: NewAppointment; readonly issues: readonly InputIssue[] };
  /** Everything that is wrong with an input, whichever caller sends it. */
  issues(input: unknown): readonly InputIssue[];
}

const FIVE_YEARS = 5;

const flag = z
  .boolean({ error: 'must be true or false' })
  .nullish()
  .transform((value) => value ?? false);

const instant = z
  .string({ error: 'must be an RFC 3339 instant' })
  .transform((value) => value.trim().toUpperCase())
  .pipe(z.iso.datetime({ offset: true, error: 'must be an RFC 3339 instant, such as 2026-02-20T15:00:00Z' }))
  .transform((value) => new Date(value));

const inputSchema = z.object(
  {
    time: instant,
    timeZone: z
      .string({ error: 'must be a text' })
      .refine(isTimeZone, 'must be a known IANA time zone, such as Europe/Vienna')
      .nullish()
      .transform((value) => value ?? 'UTC'),
    durationMinutes: z
      .int({ error: 'must be a whole number' })
      .min(1, 'must be at least 1')
      .max(1_440, 'must be at most 1440')
      .nullish()
      .transform((value) => value ?? 30),
    title: optionalText(200),
    location: optionalText(200),
    email: emailAddress,
    phone: phoneNumber,
    notify: z.object({ email: flag, sms: flag }, 'is needed'),
    locale: z
      .string({ error: 'must be a text' })
      .refine((value) => value.length <= 35 && isLocale(value), 'must be a BCP 47 language tag, such as de-AT')
      .nullish()
      .transform((value) => value ?? null),
    userId: identifier.nullish().transform((value) => value ?? null),
    idempotencyKey: identifier.nullish().transform((value) => value ?? null),
  },
  'must be an object',
);

/** Makes the checks. */
export function createAppointmentInput(rules: AppointmentRules): AppointmentInput {
  return {
    read(input, isStaff) {
      const parsed = inputSchema.safeParse(input);
      const issues = [...ruleIssues(input, rules, parsed.data?.time), ...(isStaff ? [] : linkIssues(input, rules))];
      if (!parsed.success) throw badInput([...parsed.error.issues.map(inputIssueOf), ...issues]);
      return { wanted: parsed.data, issues };
    },
    issues(input) {
      return [...(inputSchema.safeParse(input).error?.issues ?? []).map(inputIssueOf), ...ruleIssues(input, rules)];
    },
  };
}

/** Whether the issue is the country of the phone number. */
export function isCountryIssue({ message }: InputIssue): boolean {
  return message === COUNTRY_MESSAGE;
}

/**
 * Rules of more than the form of one field. They are reported with the others, also when another field is wrong. `readTime`: the
 * time, where the whole input has been read.
 */
function ruleIssues(input: unknown, { now, channels, smsCountries }: AppointmentRules, readTime?: Date): InputIssue[] {
  const { time, notify, email, phone } = fieldsOf(input);
  const wanted = fieldsOf(notify);
  const issues: InputIssue[] = [];
  const at = readTime ?? instant.safeParse(time).data;
  if (at !== undefined && at <= now()) issues.push({ path: ['input', 'time'], message: 'must be in the future' });
  if (at !== undefined && at > inYears(now(), FIVE_YEARS)) {
    issues.push({ path: ['input', 'time'], message: `must be within ${FIVE_YEARS} years` });
  }
  for (const channel of channelNames) {
    if (wanted[channel] !== true || channels.includes(channel)) continue;
    const message = 'must not be true: this channel is not in use';
    issues.push({ path: ['input', 'notify', channel], message });
  }
  if (notify !== undefined && notify !== null && !channelNames.some((channel) => wanted[channel] === true)) {
    issues.push({ path: ['input', 'notify'], message: 'must ask for at least one channel' });
  }
  if (wanted.email === true && isMissing(email)) {
    issues.push({ path: ['input', 'email'], message: 'is needed when notify.email is true' });
  }
  if (wanted.sms === true && isMissing(phone)) {
    issues.push({ path: ['input', 'phone'], message: 'is needed when notify.sms is true' });
  }
  if (wanted.sms === true && isRefusedNumber(phone, smsCountries)) {
    issues.push({ path: ['input', 'phone'], message: COUNTRY_MESSAGE });
  }
  return issues;
}

/** Texts of a customer reach others under our name: nothing in them may be opened, called or written to. */
function linkIssues(input: unknown, { defaultCountry }: AppointmentRules): InputIssue[] {
  const fields = fieldsOf(input);
  return (['title', 'location'] as const).flatMap((name) => {
    const value = fields[name];
    const link = typeof value === 'string' && value.length <= LONGEST_SEARCHED ? linkIn(value, defaultCountry) : null;
    return link === null ? [] : [{ path: ['input', name], message: LINK_MESSAGES[link] }];
  });
}

/** Longer texts are refused anyhow. */
const LONGEST_SEARCHED = 1_000;

const LINK_MESSAGES = {
  address: 'must not contain a web or e-mail address: only staff may send links',
  number: 'must not contain a telephone number: only staff may send links',
} as const;

function inputIssueOf({ path, message }: z.core.$ZodIssue): InputIssue {
  return { path: ['input', ...path.map((key) => (typeof key === 'number' ? key : String(key)))], message };
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function inYears(now: Date, years: number): Date {
  const later = new Date(now);
  later.setUTCFullYear(later.getUTCFullYear() + years);
  return later;
}
