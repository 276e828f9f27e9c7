/**
 * Texts as every store can keep them. PostgreSQL refuses NUL and halves of surrogate pairs (SQLSTATE 22021, 22P05), so no
 * event holds any. Lengths count characters as PostgreSQL and JSON Schema do: code points.
 */
import { z } from 'zod';

/** The most that the fields of our events hold. Texts in characters. */
export const limits = {
  attempt: 1_000_000,
  provider: 64,
  providerMessageId: 255,
  errorMessage: 500,
  requestedBy: 255,
  sequence: 1_000_000,
  cancelReason: 500,
} as const;

/** A text of at most so many characters that every store can keep. */
export const boundedText = (most: number) =>
  z
    .string()
    .refine((text) => text.isWellFormed() && !text.includes('\0'), 'must have no NUL and no half of a surrogate pair')
    .refine((text) => isWithin(text, most), `must have at most ${most} characters`)
    .meta({ maxLength: most, pattern: STORABLE });

/**
 * What of the same a pattern says in every language: NUL itself, as regular expressions have no common escape for it. Halves of
 * surrogate pairs are in no JSON that is valid UTF-8, other than escaped.
 */
const STORABLE = '^[^\0]*$';

/** What every store can keep of a text: what it cannot is replaced by U+FFFD, and the rest is cut to so many characters. */
export function storableText(text: string, most: number): string {
  const kept = isWithin(text, most) ? text : [...text.slice(0, 2 * most)].slice(0, most).join('');
  return kept.replaceAll('\0', '\ufffd').toWellFormed();
}

function isWithin(text: string, most: number): boolean {
  return text.length <= most || (text.length <= 2 * most && [...text].length <= most);
}
