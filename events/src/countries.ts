import type { CountryCode } from 'libphonenumber-js/min';
import metadata from 'libphonenumber-js/min/metadata';

/** Whether there is a country with this ISO 3166-1 code, in capitals, that has telephone numbers. */
export function isCountry(code: string): code is CountryCode {
  return Object.hasOwn(metadata.countries, code);
}
