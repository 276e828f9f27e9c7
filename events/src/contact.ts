/** Whom an address reaches, and in which country a number is. Pure. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import metadata from 'libphonenumber-js/min/metadata';
import { z } from 'zod';
import { isCountry } from './countries.ts';
import type { ChannelName } from './delivery-status.ts';

/** The providers that take no notice of dots before the @, and whose domains are one. */
const DOTLESS: Readonly<Record<string, string>> = { 'gmail.com': 'gmail.com', 'googlemail.com': 'gmail.com' };

/**
 * One name for all spellings of an address that reach the same person, to count by; never to send to.
 *
 * E-mail: case, and what stands after a `+` before the @, make no difference (RFC 5233; a domain that takes them for
 * different people shares a count, which only makes it stricter); nor do dots at Gmail. A number: zeros after the
 * calling code make none, as providers leave them out.
 */
export function recipientOf(channel: ChannelName, address: string): string {
  return channel === 'email' ? mailboxOf(address.trim().toLowerCase()) : numberOf(address.trim());
}

function mailboxOf(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 0) return address;
  const domain = address.slice(at + 1).replace(/\.$/, '');
  const local = address.slice(0, at).replace(/(?<=.)\+.*$/s, '');
  const dotless = DOTLESS[domain];
  return dotless === undefined ? `${local}@${domain}` : `${local.replaceAll('.', '')}@${dotless}`;
}

const callingCodes = metadata.country_calling_codes;

/** The calling code that a number in E.164 begins with; they are prefix-free (ITU-T E.164). Undefined: none that is in use. */
export function callingCodeOf(phone: string): string | undefined {
  return [1, 2, 3].map((length) => phone.slice(1, 1 + length)).find((code) => Object.hasOwn(callingCodes, code));
}

function numberOf(phone: string): string {
  const code = callingCodeOf(phone);
  return code === undefined ? phone : `+${code}${phone.slice(1 + code.length).replace(/^0+/, '')}`;
}

/**
 * The country of a number in E.164, by its ISO 3166-1 code in capitals; null for numbers of no country, such as
 * satellites'. One that fits no plan of the countries that share its calling code counts as of the largest of them.
 */
export function countryOf(phone: string): string | null {
  const country = parsePhoneNumberFromString(phone)?.country;
  if (country !== undefined) return country;
  const [largest] = Object.entries(callingCodes).find(([code]) => code === callingCodeOf(phone))?.[1] ?? [];
  return largest === undefined || !isCountry(largest) ? null : largest;
}

/** A setting such as `at`: the country that numbers without a country are of; undefined where it is empty. */
export const countrySchema = z
  .string()
  .transform((text) => text.trim().toUpperCase() || undefined)
  .pipe(z.string().refine(isCountry, 'the ISO 3166-1 code of a country is expected, such as AT').optional());

/** A setting such as `AT,de`: the countries that SMS may go to; undefined where it is empty, which allows all. */
export const countryListSchema = z
  .string()
  .transform((text) => text.split(',').map((code) => code.trim().toUpperCase()))
  .transform((codes) => codes.filter((code) => code !== ''))
  .pipe(z.array(z.string().refine(isCountry, 'ISO 3166-1 codes of countries are expected, such as AT,DE')))
  .transform((codes) => (codes.length === 0 ? undefined : codes));

/** Whether SMS may go to a number; `countries` undefined: to all. */
export function isAllowedNumber(phone: string, countries: readonly string[] | undefined): boolean {
  if (countries === undefined) return true;
  const country = countryOf(phone);
  return country !== null && countries.includes(country);
}
