/**
 * What a telephone number is: the one rule, for the form, the API, foreign events and the provider. Pure.
 *
 * A number in E.164, from seven digits, whose length exists in its country, and without the trunk zero that is only dialled
 * inside the country. Whether it is assigned is not asked: plans change.
 */
import {
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
  searchPhoneNumbersInText,
} from 'libphonenumber-js/min';
import { isCountry } from './countries.ts';
import { withoutInvisibles } from './visible-text.ts';

/** What stands for a text that was read as a number. */
export type ReadPhoneNumber =
  | {
      /** In E.164. */
      readonly phone: string;
    }
  | {
      readonly phone: null;
      /**
       * `malformed`: it is no number; `country`: it is written as inside a country, and no country is known;
       * `impossible`: its country has no numbers of this length; `trunk-zero`: it has a zero that is only dialled inside
       * the country.
       */
      readonly problem: 'malformed' | 'country' | 'impossible' | 'trunk-zero';
      /** The number that was meant, where that is certain. */
      readonly meant?: string;
    };

const E164 = /^\+[1-9]\d{6,14}$/;
/** What people write between digits. */
const WRITTEN = /^\+?[\d\s().,/\-_·\u2010-\u2015\u2212]+$/u;
const LONGEST = 100;

/** The countries that have numbers: their ISO 3166-1 codes, and the calling codes that their numbers begin with, such as `+43`. */
export function callingCodes(): readonly { readonly country: string; readonly code: string }[] {
  return getCountries().map((country) => ({ country, code: `+${getCountryCallingCode(country)}` }));
}

/** Reads a number that is to be in E.164 already, as programs send it. */
export function readE164(text: string): ReadPhoneNumber {
  if (!E164.test(text)) return { phone: null, problem: 'malformed' };
  const parsed = parsePhoneNumberFromString(text, { extract: false });
  if (parsed === undefined) return { phone: null, problem: 'impossible' };
  if (parsed.number !== text) return { phone: null, problem: 'trunk-zero', meant: parsed.number };
  if (!parsed.isPossible()) return { phone: null, problem: 'impossible' };
  // where a number does begin with zero, as in Italy, its country's plan knows it
  if (parsed.nationalNumber.startsWith('0') && !parsed.isValid()) return { phone: null, problem: 'trunk-zero' };
  return { phone: text };
}

/** Whether this is a number in E.164 that can be. */
export function isPhoneNumber(text: string): boolean {
  return readE164(text).phone !== null;
}

/**
 * Reads a number as people write it: `+44 (0)20 7946 0958`, `0043 660/1234567`, `tel:+1-…`, full-width digits, hyphens and
 * invisible characters of a paste, or as inside `country` (its ISO 3166-1 code): `0660 1234567`. An extension is refused:
 * no message reaches one.
 */
export function readWrittenNumber(text: string, country?: string): ReadPhoneNumber {
  if (text.length > LONGEST) return { phone: null, problem: 'malformed' };
  const written = withoutInvisibles(text)
    .normalize('NFKC')
    .trim()
    .replace(/^tel:\s*/i, '')
    .replace(/\s+/g, ' ');
  const ascii = written.replace(/\p{Nd}/gu, asciiDigit);
  if (!WRITTEN.test(ascii) || !/\d/.test(ascii)) return { phone: null, problem: 'malformed' };
  if (ascii.startsWith('+')) return readInternational(ascii);
  const inside = country === undefined ? null : parseIn(ascii, country.toUpperCase());
  if (inside !== null) return inside;
  if (ascii.replace(/\D/g, '').startsWith('00')) return readInternational(`+${ascii.replace(/^\D*0\D*0/, '')}`);
  return { phone: null, problem: country === undefined ? 'country' : 'impossible' };
}

function readInternational(text: string): ReadPhoneNumber {
  const parsed = parsePhoneNumberFromString(text, { extract: false });
  if (parsed === undefined) return { phone: null, problem: 'impossible' };
  return readE164(parsed.number);
}

function parseIn(text: string, country: string): ReadPhoneNumber | null {
  if (!isCountry(country)) return null;
  const parsed = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false });
  if (parsed === undefined || !parsed.isPossible()) return null;
  return readE164(parsed.number);
}

/** A decimal digit of any script as 0–9: the digits of a script stand side by side, from its zero on. */
function asciiDigit(digit: string): string {
  let zero = digit.codePointAt(0) ?? 0;
  const value = zero;
  while (value - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String((value - zero) % 10);
}

/** As dialled inside a country, or with its code: telephones take it for a number in any country. */
const DIALLED = /(?<!\d)[+0](?:[\s()./-]{0,2}\d){8,}/g;
const DATE = /^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}/;

/** Whether a telephone would make a number of a part of this text, in a country (its ISO 3166-1 code) where one is given. */
export function hasPhoneNumber(text: string, country?: string): boolean {
  if (text.replace(/\D/g, '').length < 7) return false;
  for (const [written] of text.matchAll(DIALLED)) if (!DATE.test(written)) return true;
  const options = country === undefined || !isCountry(country) ? {} : { defaultCountry: country };
  for (const { startsAt, number } of searchPhoneNumbersInText(text, options)) {
    const written = text.slice(startsAt);
    if (!DATE.test(written) && (/^[+0(]/.test(written) || number.nationalNumber.length >= 10)) return true;
  }
  return false;
}
