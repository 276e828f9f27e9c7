/** The rules that what is booked and what is changed share. No message repeats a value. */
import { type ChannelName, channelNames, isTimeZone, limits, visibleText } from '@belltower/events';
import { z } from 'zod';
import { linkIn } from '../links.ts';
import type { InputIssue } from '../request-error.ts';
import { mayBeWithin } from '../texts.ts';
import { fault } from '../zod-issues.ts';

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

const FIVE_YEARS = 5;

/** An RFC 3339 instant. */
export const instant = z
  .string({ error: 'must be an RFC 3339 instant' })
  .transform((value) => value.trim().toUpperCase())
  .pipe(z.iso.datetime({ offset: true, error: 'must be an RFC 3339 instant, such as 2026-02-20T15:00:00Z' }))
  .transform((value) => new Date(value));

/** A known time zone. */
export const timeZone = z
  .string({ error: 'must be a text' })
  .refine(isTimeZone, fault('INVALID_TIME_ZONE', 'must be a known IANA time zone, such as Europe/Vienna'));

/** How long an appointment takes. */
export const durationMinutes = z
  .int({ error: 'must be a whole number' })
  .min(1, 'must be at least 1')
  .max(1_440, 'must be at most 1440');

const flag = z
  .boolean({ error: 'must be true or false' })
  .nullish()
  .transform((value) => value ?? false);

/** Which channels get a message. */
export const notify = z.object({ email: flag, sms: flag }, 'is needed');

/** What is wrong with when an appointment begins. */
export function timeIssues(time: Date | undefined, now: Date): InputIssue[] {
  if (time === undefined) return [];
  const path = ['input', 'time'];
  if (time <= now) return [{ path, code: 'IN_THE_PAST', message: 'must be in the future' }];
  if (time <= inYears(now, FIVE_YEARS)) return [];
  return [{ path, code: 'TOO_FAR_AHEAD', message: `must be within ${FIVE_YEARS} years` }];
}

/** Which of the channels that are asked for are not in use. */
export function channelIssues(given: unknown, channels: readonly ChannelName[]): InputIssue[] {
  const wanted = fieldsOf(given);
  return channelNames
    .filter((channel) => wanted[channel] === true && !channels.includes(channel))
    .map((channel) => ({
      path: ['input', 'notify', channel],
      code: 'CHANNEL_NOT_IN_USE',
      message: 'must not be true: this channel is not in use',
    }));
}

/** Texts of a customer reach others under our name: nothing in them may be opened, called or written to. */
export function linkIssues(
  input: unknown,
  names: readonly string[],
  { defaultCountry }: Pick<AppointmentRules, 'defaultCountry'>,
): InputIssue[] {
  const fields = fieldsOf(input);
  return names.flatMap((name) => {
    const value = fields[name];
    const seen = typeof value === 'string' && mayBeWithin(limits.cancelReason, value) ? visibleText(value) : '';
    const link = seen.length <= LONGEST_SEARCHED ? linkIn(seen, defaultCountry) : null;
    return link === null ? [] : [{ path: ['input', name], ...LINK_FAULTS[link] }];
  });
}

/** In UTF-16 units, two for a character: longer ones have more characters than these fields may have. */
const LONGEST_SEARCHED = 2 * limits.cancelReason;

const LINK_FAULTS = {
  address: {
    code: 'CONTAINS_ADDRESS',
    message: 'must not contain a web or e-mail address: only staff may send links',
  },
  number: {
    code: 'CONTAINS_PHONE_NUMBER',
    message: 'must not contain a telephone number: only staff may send links',
  },
} as const;

/** The fields of an input, whatever was sent. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function inYears(now: Date, years: number): Date {
  const later = new Date(now);
  later.setUTCFullYear(later.getUTCFullYear() + years);
  return later;
}
