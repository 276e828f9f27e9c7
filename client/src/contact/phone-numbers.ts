/** Reading telephone numbers: loaded when a field for one is first shown. */
import { callingCodes, countryOf, type ReadPhoneNumber, readWrittenNumber } from '@belltower/events/phone-number';
import type { FieldCode } from '../forms/words.ts';

export { countryOf, readWrittenNumber };

/** A country to choose: `AT`, `Austria (+43)`. */
export interface Country {
  readonly code: string;
  readonly name: string;
}

/** The countries that have numbers, by their names in a language (BCP 47). */
export function countriesIn(language: string): readonly Country[] {
  const names = new Intl.DisplayNames([language, 'en'], { type: 'region' });
  return callingCodes()
    .map(({ country, code }) => ({ code: country, name: `${names.of(country) ?? country} (${code})` }))
    .sort((a, b) => a.name.localeCompare(b.name, language));
}

const PROBLEMS = {
  country: 'COUNTRY_NEEDED',
  impossible: 'IMPOSSIBLE_PHONE',
  malformed: 'INVALID_PHONE',
  'trunk-zero': 'TRUNK_ZERO',
} as const satisfies Record<Extract<ReadPhoneNumber, { phone: null }>['problem'], FieldCode>;

/** What is wrong with a number, as a code, and the number that was meant where that is certain. */
export function phoneIssue({ problem, meant }: Extract<ReadPhoneNumber, { phone: null }>) {
  return { code: PROBLEMS[problem], meant };
}

/** Whether numbers of a country can be read: what a browser has kept may name none. */
export function hasNumbers(country: string): boolean {
  return callingCodes().some((known) => known.country === country);
}
