/** The texts that inputs have: names, notes and addresses. No message repeats a value. */
import { isAllowedNumber } from '@belltower/events';
import { z } from 'zod';

/** C0, DEL and C1 control characters, and the line and paragraph separators. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
/** A dot-atom of at most 64 characters (RFC 5321, 4.5.3.1.1), and a domain of labels (RFC 1035, 2.3.4) whose last has a letter. */
const EMAIL =
  /^(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+(?=[^.]*[A-Za-z])[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
/** E.164, from seven digits. */
const PHONE = /^\+[1-9]\d{6,14}$/;

/** A text of at most so many characters, without control characters, and without space around it. */
export const text = (longest: number) =>
  z
    .string({ error: 'must be a text' })
    .refine((value) => value.isWellFormed() && !CONTROL.test(value), 'must have no control characters')
    .trim()
    .refine((value) => [...value].length <= longest, `must have at most ${longest} characters`);

/** The same, where nothing and the empty text are null. */
export const optionalText = (longest: number) =>
  text(longest)
    .nullish()
    .transform((value) => value || null);

/** An e-mail address of at most 254 characters, or null. Its syntax is checked, its domain is not. */
export const emailAddress = z
  .string({ error: 'must be a text' })
  .trim()
  .refine((value) => value.length <= 254, 'must have at most 254 characters')
  .refine((value) => value === '' || EMAIL.test(value), 'must be an e-mail address, such as user@example.com')
  .nullish()
  .transform((value) => value || null);

/** A telephone number in E.164 form, or null. No numbering plan is consulted. */
export const phoneNumber = z
  .string({ error: 'must be a text' })
  .trim()
  .refine(
    (value) => value === '' || PHONE.test(value),
    'must be a telephone number in E.164 form, such as +15555550123',
  )
  .nullish()
  .transform((value) => value || null);

/** What is wrong with a number that SMS may not go to. */
export const COUNTRY_MESSAGE = 'must be a number of a country that SMS may go to';

/** Whether it is a number, and of a country that SMS may not go to; `countries` undefined: to all. */
export function isRefusedNumber(phone: unknown, countries: readonly string[] | undefined): boolean {
  if (typeof phone !== 'string') return false;
  const number = phone.trim();
  return PHONE.test(number) && !isAllowedNumber(number, countries);
}
