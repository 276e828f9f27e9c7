/**
 * What a telephone number is: the one rule, for the form, the API, foreign events and the provider. Pure.
 *
 * A number in E.164, from seven digits, whose length exists in its country, and without the trunk zero that is only dialled
 * inside the country. Whether it is assigned is not asked: plans change.
 */
import { parsePhoneNumberFromString as parseWith } from 'libphonenumber-js/core';
import {
  getCountries,
  getCountryCallingCode,
  type PhoneNumber,
  parsePhoneNumberFromString,
  searchPhoneNumbersInText,
} from 'libphonenumber-js/min';
import metadata from 'libphonenumber-js/min/metadata';
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

/** The country that a number in E.164 is of, or the first with its calling code where it cannot be; undefined: there is none. */
export function countryOf(phone: string): string | undefined {
  const parsed = parsePhoneNumberFromString(phone, { extract: false });
  if (parsed === undefined) return undefined;
  return parsed.country ?? metadata.country_calling_codes[parsed.countryCallingCode]?.[0];
}

/** +1 with its first country alone: all 25 have one plan, and to find out which it is takes five times as long as the rest. */
const plans = {
  ...metadata,
  country_calling_codes: {
    ...metadata.country_calling_codes,
    '1': metadata.country_calling_codes['1']?.slice(0, 1) ?? [],
  },
};

/** Reads a number that is to be in E.164 already, as programs send it; space and invisible characters around it count as nothing. */
export function readE164(text: string): ReadPhoneNumber {
  if (text.length > LONGEST) return { phone: null, problem: 'malformed' };
  const phone = withoutInvisibles(text).trim();
  if (!E164.test(phone)) return { phone: null, problem: 'malformed' };
  const parsed = parseWith(phone, { extract: false }, plans);
  if (parsed === undefined) return { phone: null, problem: 'impossible' };
  if (parsed.number !== phone) return { phone: null, problem: 'trunk-zero', meant: parsed.number };
  if (!parsed.isPossible()) return { phone: null, problem: 'impossible' };
  // where a number does begin with zero, as in Italy, its country's plan knows it
  if (parsed.nationalNumber.startsWith('0') && !parsed.isValid()) return { phone: null, problem: 'trunk-zero' };
  return { phone };
}

/** Whether this is a number in E.164 that can be, in its normal form. */
export function isPhoneNumber(text: string): boolean {
  return readE164(text).phone === text;
}

/**
 * Reads a number as people write it: `+44 (0)20 7946 0958`, `0043 660/1234567`, `tel:+1-…`, full-width digits, hyphens and
 * invisible characters of a paste, or as inside `country` (its ISO 3166-1 code): `0660 1234567`. An extension is refused:
 * no message reaches one.
 */
export function readWrittenNumber(text: string, country?: string): ReadPhoneNumber {
  const ascii = writtenNumber(text);
  if (ascii === undefined) return { phone: null, problem: 'malformed' };
  if (ascii.startsWith('+')) return readInternational(ascii);
  const inside = country === undefined ? null : parseIn(ascii, country.toUpperCase());
  if (inside !== null) return inside;
  if (ascii.replace(/\D/g, '').startsWith('00')) return readInternational(`+${ascii.replace(/^\D*0\D*0/, '')}`);
  return { phone: null, problem: country === undefined ? 'country' : 'impossible' };
}

/** A number, or a part of one, in ASCII as people write it; undefined where the text is none. */
export function writtenNumber(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  const written = withoutInvisibles(text)
    .normalize('NFKC')
    .trim()
    .replace(/^tel:\s*/i, '')
    .replace(/^\(\s*\+/, '+(')
    .replace(/\s+/g, ' ');
  const ascii = written.replace(/\p{Nd}/gu, asciiDigit);
  return WRITTEN.test(ascii) && /\d/.test(ascii) ? ascii : undefined;
}

function readInternational(text: string): ReadPhoneNumber {
  const parsed = parsePhoneNumberFromString(text, { extract: false });
  if (parsed === undefined) return { phone: null, problem: 'impossible' };
  return withoutExtension(parsed);
}

function parseIn(text: string, country: string): ReadPhoneNumber | null {
  if (!isCountry(country)) return null;
  const parsed = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false });
  if (parsed === undefined || !parsed.isPossible()) return null;
  return withoutExtension(parsed);
}

function withoutExtension({ number, ext }: PhoneNumber): ReadPhoneNumber {
  return ext === undefined ? readE164(number) : { phone: null, problem: 'malformed' };
}

/** A decimal digit of any script as 0–9: the digits of a script stand side by side, from its zero on. */
function asciiDigit(digit: string): string {
  if (digit <= '9') return digit;
  let zero = digit.codePointAt(0) ?? 0;
  const value = zero;
  while (value - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String((value - zero) % 10);
}

/** As dialled inside a country, or with its code: telephones take it for a number in any country. */
const DIALLED = /(?<!\d)[+0](?:[\s()./-]{0,2}\d){8,}/;
/** What is written like a number and is none; what is longer, or has a plus, is no date. */
const DATES = /(?<![\d./+-])(?:\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}-\d\d-\d\d)(?![./-]?\d)/g;

/** Whether a telephone would make a number of a part of this text, in a country (its ISO 3166-1 code) where one is given. */
export function hasPhoneNumber(written: string, country?: string): boolean {
  const text = written.replace(/\p{Nd}/gu, asciiDigit).replace(DATES, '|');
  if (text.replace(/\D/g, '').length < 7) return false;
  if (DIALLED.test(text)) return true;
  const options = country === undefined || !isCountry(country) ? {} : { defaultCountry: country };
  for (const { startsAt, number } of searchPhoneNumbersInText(text, options)) {
    if (/[+0(]/.test(text.charAt(startsAt)) || number.nationalNumber.length >= 10) return true;
  }
  return false;
}
