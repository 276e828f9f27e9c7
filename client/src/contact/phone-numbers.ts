/** Reading telephone numbers: loaded when a field for one is first shown. */
import { callingCodes, type ReadPhoneNumber, readWrittenNumber } from '@belltower/events/phone-number';

export { readWrittenNumber };

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

/** What is wrong with a number, in the page's words. */
export function phoneIssue({ problem, meant }: Extract<ReadPhoneNumber, { phone: null }>): string {
  if (problem === 'country') return 'Choose its country, or give it with a plus sign and the country code.';
  if (problem === 'impossible') return 'There is no number of this length in its country. Is a digit missing?';
  if (problem === 'malformed') return 'This does not look like a telephone number.';
  return meant === undefined ? 'Leave out the zero after the country code.' : `Is it ${meant}?`;
}
