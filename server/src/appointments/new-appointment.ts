/**
 * Validates the input of `createAppointment`.
 *
 * Promise: an input is checked as a whole. Everything that is wrong with it is reported at once, each issue at its place,
 * and no message repeats a value.
 */
import { type ChannelName, channelNames, isLocale } from '@belltower/events';
import { z } from 'zod';
import { reminderIssues, remindersInput } from '../reminders/reminder-input.ts';
import type { ReminderRule } from '../reminders/reminder-rules.ts';
import { badInput, type Fault, type InputIssue } from '../request-error.ts';
import {
  addressIn,
  COUNTRY_FAULT,
  emailAddress,
  identifier,
  isRefusedNumber,
  optionalText,
  phoneNumber,
} from '../texts.ts';
import { fault, issuesOf } from '../zod-issues.ts';
import {
  type AppointmentRules,
  channelIssues,
  durationMinutes,
  fieldsOf,
  instant,
  linkIssues,
  notify,
  timeIssues,
  timeZone,
} from './appointment-rules.ts';

/** The input of a new appointment, checked and in its normal form. */
export interface NewAppointment {
  readonly time: Date;
  readonly timeZone: string;
  readonly durationMinutes: number;
  readonly customerName: string | null;
  readonly title: string | null;
  readonly location: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly notify: Readonly<Record<ChannelName, boolean>>;
  readonly locale: string | null;
  /** The customer's id, where the caller named one. */
  readonly userId: string | null;
  /** Its own; null where the installation's apply. */
  readonly reminders: readonly ReminderRule[] | null;
  readonly idempotencyKey: string | null;
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

/** The texts that reach the customer. */
const TEXTS = ['customerName', 'title', 'location'] as const;

const inputSchema = z.object(
  {
    time: instant,
    timeZone: timeZone.nullish().transform((value) => value ?? 'UTC'),
    durationMinutes: durationMinutes.nullish().transform((value) => value ?? 30),
    customerName: optionalText(200),
    title: optionalText(200),
    location: optionalText(200),
    email: emailAddress,
    phone: phoneNumber,
    notify,
    locale: z
      .string({ error: 'must be a text' })
      .refine(
        (value) => value.length <= 35 && isLocale(value),
        fault('INVALID_LOCALE', 'must be a BCP 47 language tag, such as de-AT'),
      )
      .nullish()
      .transform((value) => value ?? null),
    userId: identifier.nullish().transform((value) => value ?? null),
    reminders: remindersInput,
    idempotencyKey: identifier.nullish().transform((value) => value ?? null),
  },
  'must be an object',
);

/** Makes the checks. */
export function createAppointmentInput(rules: AppointmentRules): AppointmentInput {
  return {
    read(input, isStaff) {
      const parsed = inputSchema.safeParse(input);
      const issues = [
        ...ruleIssues(input, rules, parsed.data?.time),
        ...(isStaff ? [] : linkIssues(input, TEXTS, rules)),
      ];
      if (!parsed.success) throw badInput([...issuesOf(parsed.error, ['input']), ...issues]);
      return { wanted: parsed.data, issues };
    },
    issues(input) {
      const { error } = inputSchema.safeParse(input);
      return [...(error === undefined ? [] : issuesOf(error, ['input'])), ...ruleIssues(input, rules)];
    },
  };
}

/** Whether the issue is the country of the phone number. */
export function isCountryIssue({ code }: InputIssue): boolean {
  return code === COUNTRY_FAULT.code;
}

/**
 * Rules of more than the form of one field. They are reported with the others, also when another field is wrong. `readTime`: the
 * time, where the whole input has been read.
 */
function ruleIssues(input: unknown, { now, channels, smsCountries }: AppointmentRules, readTime?: Date): InputIssue[] {
  const { time, notify: given, email, phone, reminders } = fieldsOf(input);
  const wanted = fieldsOf(given);
  const issues = [...timeIssues(readTime ?? instant.safeParse(time).data, now()), ...channelIssues(given, channels)];
  const refuse = (path: readonly string[], code: Fault['code'], message: string) =>
    issues.push({ path: ['input', ...path], code, message });
  if (given !== undefined && given !== null && !channelNames.some((channel) => wanted[channel] === true)) {
    refuse(['notify'], 'NO_CHANNEL', 'must ask for at least one channel');
  }
  if (wanted.email === true && isMissing(email)) {
    refuse(['email'], 'REQUIRED', 'is needed when notify.email is true');
  }
  if (wanted.sms === true && isMissing(phone)) {
    refuse(['phone'], 'REQUIRED', 'is needed when notify.sms is true');
  }
  if (wanted.sms === true && isRefusedNumber(phone, smsCountries)) {
    refuse(['phone'], COUNTRY_FAULT.code, COUNTRY_FAULT.message);
  }
  return [...issues, ...reminderIssues(reminders, wanted)];
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && addressIn(value) === '');
}
