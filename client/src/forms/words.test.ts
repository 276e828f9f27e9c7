import { ISSUE_CODES } from '@belltower/sdk/resume';
import { expect, test } from 'vitest';
import { speakForTest } from '../language/speak-for-test.ts';
import { type Field, type FieldCode, wordsFor } from './words.ts';

const FIELDS: readonly (Field | null)[] = [
  'customerName',
  'title',
  'location',
  'when',
  'occurrence',
  'durationMinutes',
  'timeZone',
  'channels',
  'email',
  'phone',
  'note',
  'name',
  'token',
  null,
];
const CODES: readonly FieldCode[] = [...ISSUE_CODES, 'SKIPPED_TIME', 'COUNTRY_NEEDED', 'UNKNOWN'];
/** What fits into a line of a field on a phone 390 pixels wide. */
const LINE = 46;

test.each(['en', 'de', 'fr', 'es'] as const)(
  'wordsFor has in %s a sentence for every field and code that fits into its line, in no words of the API',
  (language) => {
    speakForTest(language);
    for (const field of FIELDS) {
      for (const code of CODES) {
        const words = wordsFor(field, code);
        expect(words, `${field} ${code}`).toMatch(/^[¿\p{Lu}].*[.?]$/u);
        expect(words.length, words).toBeLessThanOrEqual(LINE);
        expect(words).not.toMatch(/\bmust\b|E\.164|RFC|IANA|BCP|null|notify|input/);
      }
    }
  },
);

test('wordsFor names the number that was meant', () => {
  expect(wordsFor('phone', 'TRUNK_ZERO', '+442079460958')).toBe('Is it +442079460958?');
});
