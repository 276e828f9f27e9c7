/** The texts that inputs have: names, notes and addresses. No message repeats a value. */
import {
  isAllowedNumber,
  type ReadPhoneNumber,
  readE164,
  readEmailAddress,
  visibleText,
  withoutInvisibles,
} from '@belltower/events';
import { z } from 'zod';
import type { Fault } from './request-error.ts';
import { fault } from './zod-issues.ts';

/** C0, DEL and C1 control characters, and the line and paragraph separators. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
const withoutControls = z
  .string({ error: 'must be a text' })
  .refine(
    (value) => value.isWellFormed() && !CONTROL.test(value),
    fault('INVALID_CHARACTERS', 'must have no control characters'),
  );

const isWithin = (longest: number) => (value: string) => value.length <= longest || [...value].length <= longest;
const tooLong = (longest: number) => fault('TOO_LONG', `must have at most ${longest} characters`);

/** How often the most characters a text may be longer as it is written: `visibleText` leaves out what nobody sees, at a price. */
const UNSEEN = 16;

/** Whether what people see of a text may have at most so many characters; what is longer is not looked at. */
export const mayBeWithin = (longest: number, text: string) => text.length <= UNSEEN * longest;

/** A text of at most so many characters, without control characters, as people see it: `visibleText`. */
const text = (longest: number) =>
  withoutControls.transform((written, context) => {
    const seen = mayBeWithin(longest, written) ? visibleText(written) : null;
    if (seen !== null && isWithin(longest)(seen)) return seen;
    context.addIssue(tooLong(longest));
    return z.NEVER;
  });

/** The same, where nothing and the empty text are null. */
export const optionalText = (longest: number) =>
  text(longest)
    .nullish()
    .transform((value) => value || null);

/** A name that programs give, of at most 255 characters, without control characters and space around it. */
export const identifier = withoutControls
  .trim()
  .refine(isWithin(255), tooLong(255))
  .refine((value) => value.length > 0, fault('REQUIRED', 'must not be empty'));

/** What was written of an address or a number. */
export const addressIn = (text: string) => withoutInvisibles(text).trim();

/** An e-mail address in its normal form, or null (events: `readEmailAddress`). */
export const emailAddress = z
  .string({ error: 'must be a text' })
  .transform((value, context) => {
    if (addressIn(value) === '') return null;
    const read = readEmailAddress(value);
    if (read.address === null) context.addIssue(EMAIL_FAULTS[read.problem]);
    return read.address;
  })
  .nullish()
  .transform((value) => value ?? null);

const EMAIL_FAULTS = {
  malformed: fault('INVALID_EMAIL', 'must be an e-mail address, such as user@example.com'),
  long: tooLong(254),
} as const;

/** A telephone number in E.164, or null (events: `readE164`). */
export const phoneNumber = z
  .string({ error: 'must be a text' })
  .transform((value, context) => {
    if (addressIn(value) === '') return null;
    const read = readE164(value);
    if (read.phone === null) context.addIssue(phoneFault(read));
    return read.phone;
  })
  .nullish()
  .transform((value) => value ?? null);

/** What was meant is said where it is certain: the only value that a message ever holds, and not the one that came. */
function phoneFault({ problem, meant }: Extract<ReadPhoneNumber, { phone: null }>) {
  if (problem === 'impossible') {
    return fault('IMPOSSIBLE_PHONE', 'must be a number that can exist: its country has none of this length');
  }
  if (problem !== 'trunk-zero') {
    return fault('INVALID_PHONE', 'must be a telephone number in E.164 form, such as +15555550123');
  }
  const correct = meant === undefined ? '' : `: ${meant}`;
  return fault(
    'TRUNK_ZERO',
    `must not have the zero after the country code that is dialled inside the country${correct}`,
  );
}

/** What is wrong with a number that SMS may not go to. */
export const COUNTRY_FAULT = {
  code: 'COUNTRY_NOT_ALLOWED',
  message: 'must be a number of a country that SMS may go to',
} as const satisfies Fault;

/** Whether it is a number, and of a country that SMS may not go to; `countries` undefined: to all. */
export function isRefusedNumber(phone: unknown, countries: readonly string[] | undefined): boolean {
  if (typeof phone !== 'string' || countries === undefined) return false;
  const read = readE164(phone);
  return read.phone !== null && !isAllowedNumber(read.phone, countries);
}
