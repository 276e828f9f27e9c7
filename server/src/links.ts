/** What a mail program or a telephone makes a link of. */
import { hasPhoneNumber, withoutInvisibles } from '@belltower/events';
import { toSmsText } from '@belltower/messages/sms-text';
import { LinkifyIt } from 'linkify-it';
import topLevelDomains from 'tlds' with { type: 'json' };

const linkify = new LinkifyIt({ fuzzyLink: true }).tlds(topLevelDomains);
/** Addresses that begin with a scheme (RFC 3986, 3.1): any with `//`, and those that are called, written to or run. */
const SCHEME =
  /(?<![\p{L}\p{N}])(?:[a-z][a-z\d+.-]*:\/\/|www\.|(?:tel|callto|sms|smsto|mailto|facetime|facetime-audio|sips?|skype|whatsapp|xmpp|geo|file|ftp|magnet|bitcoin|data|javascript):\S)/iu;
const IP_ADDRESS = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)/;
/** What stands beside a host name and is no part of it: a port, a slash, a letter of another script. */
const BESIDE_HOST =
  /[^\p{L}\p{M}\p{N}.-]+|(?<![\p{L}\p{N}])[.-]+|[.-]+(?![\p{L}\p{N}])|(?<=[a-z\d])(?=\p{L})(?!\p{Script=Latin})/giu;

/** What of a text becomes a link where it is shown: a web or e-mail address, or a telephone number; null where nothing does. */
export function linkIn(text: string, country?: string): 'address' | 'number' | null {
  const forms = formsOf(text);
  if (forms.some(hasAddress)) return 'address';
  return forms.some((form) => hasPhoneNumber(form, country)) ? 'number' : null;
}

/** A text as a mail and as an SMS show it: what they leave out of it joins what stood beside, and of several spaces one is left. */
function formsOf(text: string): readonly string[] {
  const seen = withoutInvisibles(text).normalize('NFKC').replaceAll('。', '.').replace(/\s+/g, ' ');
  return /[^\x20-\x7e]/.test(text) ? [seen, toSmsText(text).text] : [seen];
}

function hasAddress(text: string): boolean {
  if (SCHEME.test(text) || IP_ADDRESS.test(text) || linkify.test(text)) return true;
  return linkify.test(text.replace(BESIDE_HOST, ' '));
}
