/** What a mail program or a telephone makes a link of. */
import { type CountryCode, searchPhoneNumbersInText } from 'libphonenumber-js/min';
import { LinkifyIt } from 'linkify-it';
import topLevelDomains from 'tlds' with { type: 'json' };

const linkify = new LinkifyIt({ fuzzyLink: true }).tlds(topLevelDomains);
/** Addresses that begin with a scheme (RFC 3986, 3.1): any with `//`, and those that are called, written to or run. */
const SCHEME =
  /(?<![\p{L}\p{N}])(?:[a-z][a-z\d+.-]*:\/\/|www\.|(?:tel|sms|smsto|mailto|facetime|sip|geo|data|javascript):\S)/iu;
const IP_ADDRESS = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/;
/** As dialled inside a country, or with its code: telephones take it for a number in any country. */
const DIALLED = /(?<!\d)[+0](?:[\s()./-]{0,2}\d){8,}/g;
const DATE = /^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}/;

/** What of a text becomes a link where it is shown: a web or e-mail address, or a telephone number; null where nothing does. */
export function linkIn(text: string, country?: string): 'address' | 'number' | null {
  const plain = text.normalize('NFKC').replaceAll('。', '.');
  if (SCHEME.test(plain) || IP_ADDRESS.test(plain) || linkify.test(plain)) return 'address';
  if (plain.replace(/\D/g, '').length < 7) return null;
  for (const [written] of plain.matchAll(DIALLED)) if (!DATE.test(written)) return 'number';
  const options = country === undefined ? {} : { defaultCountry: country as CountryCode };
  for (const { startsAt, number } of searchPhoneNumbersInText(plain, options)) {
    const written = plain.slice(startsAt);
    if (!DATE.test(written) && (/^[+0(]/.test(written) || number.nationalNumber.length >= 10)) return 'number';
  }
  return null;
}
