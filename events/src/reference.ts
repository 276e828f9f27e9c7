/**
 * What people call an appointment by: the same in mail, SMS, page, desk and search. Pure.
 *
 * It is the last 40 bits of the appointment's id, so it needs no store, and leads back to the id: eight characters of
 * Crockford's base 32 (https://www.crockford.com/base32.html), none of which can be mistaken for another, in two groups.
 */
import { z } from 'zod';
import { withoutInvisibles } from './visible-text.ts';

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LONGEST_PREFIX = 8;

/**
 * The reference of an appointment, such as `K7QM-4TXB`, or `HILL-K7QM-4TXB` with a prefix.
 *
 * @param appointmentId a uuid or an integer
 */
export function referenceOf(appointmentId: string, prefix?: string): string {
  const code = bitsOf(appointmentId)
    .toString(32)
    .padStart(8, '0')
    .replace(/./g, (digit) => LETTERS.charAt(Number.parseInt(digit, 32)));
  const reference = `${code.slice(0, 4)}-${code.slice(4)}`;
  return prefix === undefined ? reference : `${prefix}-${reference}`;
}

/** Below 2^53: 40 bits are a safe integer. */
function bitsOf(id: string): number {
  if (id.includes('-', 1)) return Number.parseInt(id.replaceAll('-', '').slice(-10), 16);
  return Number(BigInt.asUintN(40, BigInt(id)));
}

/** The ids that have a reference: uuids by their last ten digits, in small letters, and one integer. */
export interface ReferencedIds {
  readonly uuidEnd: string;
  readonly integer: string;
}

/** As a message shows it, after whatever words. */
const GROUPS_AT_END = /(?<![\p{L}\p{N}])[0-9A-Z]{4}\p{Pd}[0-9A-Z]{4}(?=[^\p{L}\p{N}]*$)/u;

/**
 * Reads a reference as people write it: in small letters, with or without hyphens, spaces and a prefix, with O for 0, and I or L
 * for 1; or as they copy it from a message, with the words before it. Null where the text cannot be one.
 */
export function readReference(text: string): ReferencedIds | null {
  const shown = withoutInvisibles(text).normalize('NFKC').toUpperCase();
  const written = (GROUPS_AT_END.exec(shown)?.[0] ?? shown).replace(/[\s\p{Pd}._/#]/gu, '');
  if (!/^[0-9A-Z]+$/.test(written) || written.length > LONGEST_PREFIX + 8) return null;
  const code = written.slice(-8).replaceAll('O', '0').replace(/[IL]/g, '1');
  if (code.length < 8 || code.includes('U')) return null;
  const digits = code.replace(/./g, (letter) => LETTERS.indexOf(letter).toString(32));
  const bits = Number.parseInt(digits, 32);
  return { uuidEnd: bits.toString(16).padStart(10, '0'), integer: String(bits) };
}

/** A setting such as `hill`: what references begin with, in capitals; undefined where it is empty. */
export const referencePrefixSchema = z
  .string()
  .transform((text) => text.trim().toUpperCase() || undefined)
  .pipe(
    z
      .string()
      .regex(/^[A-Z0-9]{1,8}$/, `at most ${LONGEST_PREFIX} letters (A–Z) and digits are expected`)
      .optional(),
  );

/** A reference as another producer may write it: searched for at a provider, so not so short that it stands in any text. */
export const referenceSchema = z
  .string()
  .min(4)
  .max(32)
  .regex(/^[0-9A-Za-z]+(?:[-./][0-9A-Za-z]+)*$/, 'letters and digits in groups are expected');
