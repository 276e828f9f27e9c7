/**
 * Validates the input of `createAppointment`.
 *
 * Promise: an input is checked as a whole. Everything that is wrong with it is reported at once, each issue at its place,
 * and no message repeats a value.
 */
import { type ChannelName, channelNames, isLocale, isTimeZone } from '@belltower/events';
import { z } from 'zod';
import { badInput, type InputIssue } from '../request-error.ts';
import { COUNTRY_MESSAGE, emailAddress, isRefusedNumber, optionalText, phoneNumber, text } from '../texts.ts';

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
}

/** The checks of one configuration; made once, because building the schema is expensive. */
export interface AppointmentInput {
  /**
   * Checks what a caller wants to book.
   *
   * @throws {RequestError} BAD_USER_INPUT with every issue; paths begin with `input`
   */
  parse(input: unknown): NewAppointment;
  /** Everything that is wrong with an input. */
  issues(input: unknown): readonly InputIssue[];
}

const FIVE_YEARS = 5;

const identifier = text(255).refine((value) => value.length > 0, 'must not be empty');

const flag = z
  .boolean({ error: 'must be true or false' })
  .nullish()
  .transform((value) => value ?? false);

const inputSchema = ({ now, channels }: AppointmentRules) =>
  z.object(
    {
      time: z
        .string({ error: 'must be an RFC 3339 instant' })
        .transform((value) => value.trim().toUpperCase())
        .pipe(z.iso.datetime({ offset: true, error: 'must be an RFC 3339 instant, such as 2026-02-20T15:00:00Z' }))
        .transform((value) => new Date(value))
        .refine((time) => time > now(), 'must be in the future')
        .refine((time) => time <= inYears(now(), FIVE_YEARS), `must be within ${FIVE_YEARS} years`),
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
      notify: z.object({ email: inUse(flag, 'email', channels), sms: inUse(flag, 'sms', channels) }, 'is needed'),
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
  const schema = inputSchema(rules);
  return {
    parse(input) {
      const parsed = schema.safeParse(input);
      const issues = [...(parsed.error?.issues ?? []).map(inputIssueOf), ...issuesBetweenFields(input, rules)];
      if (!parsed.success || issues.length > 0) throw badInput(issues);
      return parsed.data;
    },
    issues(input) {
      return [...(schema.safeParse(input).error?.issues ?? []).map(inputIssueOf), ...issuesBetweenFields(input, rules)];
    },
  };
}

/** Whether the issue is the country of the phone number. */
export function isCountryIssue({ message }: InputIssue): boolean {
  return message === COUNTRY_MESSAGE;
}

/** Rules that take two fields. They are reported with the others, also when another field is wrong. */
function issuesBetweenFields(input: unknown, { smsCountries }: AppointmentRules): InputIssue[] {
  const { notify, email, phone } = fieldsOf(input);
  const wanted = fieldsOf(notify);
  const issues: InputIssue[] = [];
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

function inUse(schema: z.ZodType<boolean>, channel: ChannelName, channels: readonly ChannelName[]) {
  return schema.refine(
    (wanted) => !wanted || channels.includes(channel),
    'must not be true: this channel is not in use',
  );
}

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
