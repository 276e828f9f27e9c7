/** What a person means who types a part of a telephone number to find it. Pure. */
import { AsYouType, getCountryCallingCode } from 'libphonenumber-js/min';
import { isCountry } from './countries.ts';
import { readWrittenNumber, writtenNumber } from './phone-number.ts';

/**
 * What a text stands for that is a number, or a part of one: how numbers in E.164 begin, with a plus, or digits anywhere in
 * them. Null where the text is no part of a number.
 *
 * @param country of numbers that are written without one, by its ISO 3166-1 code
 */
export function searchedNumber(text: string, country?: string): string | null {
  const written = writtenNumber(text);
  if (written === undefined) return null;
  const digits = written.replace(/\D/g, '');
  if (written.startsWith('+')) return readWrittenNumber(text).phone ?? beginningOf(written);
  if (digits.startsWith('00')) return readWrittenNumber(text, country).phone ?? beginningOf(`+${digits.slice(2)}`);
  return nationalPart(written.replace(/\(0\)/, '').replace(/\D/g, ''), country) || digits;
}

/** How numbers in E.164 begin that are written so with their country: `+44 (0)20` and `+44 020` as `+4420`, `+39 (0)6` as `+3906`. */
function beginningOf(written: string): string {
  const typed = new AsYouType();
  typed.input(written);
  return typed.getNumberValue() ?? `+${written.replace(/\D/g, '')}`;
}

/** Without what is dialled before a number inside its country: `0` in most, `06` in Hungary, `8` in Russia; nothing in Italy. */
function nationalPart(digits: string, country: string | undefined): string {
  if (country === undefined || !isCountry(country)) return digits.replace(/^0/, '');
  const typed = new AsYouType(country);
  typed.input(digits);
  return (typed.getNumberValue() ?? '').slice(`+${getCountryCallingCode(country)}`.length);
}
