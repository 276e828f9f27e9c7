/** What a mail program or a telephone makes a link of. */
import { hasPhoneNumber } from '@belltower/events';
import { LinkifyIt } from 'linkify-it';
import topLevelDomains from 'tlds' with { type: 'json' };

const linkify = new LinkifyIt({ fuzzyLink: true }).tlds(topLevelDomains);
/** Addresses that begin with a scheme (RFC 3986, 3.1): any with `//`, and those that are called, written to or run. */
const SCHEME =
  /(?<![\p{L}\p{N}])(?:[a-z][a-z\d+.-]*:\/\/|www\.|(?:tel|sms|smsto|mailto|facetime|sip|geo|data|javascript):\S)/iu;
const IP_ADDRESS = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/;
/** What of a text becomes a link where it is shown: a web or e-mail address, or a telephone number; null where nothing does. */
export function linkIn(text: string, country?: string): 'address' | 'number' | null {
  const plain = text.normalize('NFKC').replaceAll('。', '.');
  if (SCHEME.test(plain) || IP_ADDRESS.test(plain) || linkify.test(plain)) return 'address';
  return hasPhoneNumber(plain, country) ? 'number' : null;
}
