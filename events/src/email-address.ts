/**
 * What an e-mail address is: the one rule, for the form, the API, foreign events and the provider. Pure.
 *
 * A dot-atom (RFC 5322, 3.2.3) of at most 64 octets, in any script (RFC 6531), `@`, and a domain with a dot. A domain in
 * another script is written in its ASCII form (UTS #46), as browsers do. Quoted local parts and IP addresses are refused:
 * nobody has one, and many servers do not take them.
 */
import { withoutInvisibles } from './visible-text.ts';

/** What stands for a text that was read as an address. */
export type ReadEmailAddress =
  | {
      /** The address in its normal form, with an ASCII domain. */
      readonly address: string;
      /** Its local part is in another script: only a server that offers SMTPUTF8 takes it. */
      readonly needsSmtpUtf8: boolean;
    }
  | {
      readonly address: null;
      /** `long`: it would be an address, were it not longer than 254 octets (RFC 5321, 4.5.3.1.3). */
      readonly problem: 'malformed' | 'long';
    };

const ATOM = "[\\p{L}\\p{M}\\p{N}\\u200c\\u200d!#$%&'*+/=?^_`{|}~-]+";
const LOCAL = new RegExp(`^${ATOM}(?:\\.${ATOM})*$`, 'u');
/** Labels (RFC 1035, 2.3.4); the last one has a letter, so it is no IP address. */
const DOMAIN =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+(?=[^.]*[A-Za-z])[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
/** What a domain in another script is made of; what means something else in a URL never reaches its parser. */
const INTERNATIONAL = /^[\p{L}\p{M}\p{N}.\u200c-\u200d\u3002\uff0e\uff61\u00b7\u0375\u30fb-]+$/u;
/**
 * A joiner in a word of a script that is written with them, as Persian and Sinhala are: without it the word, and so the address, is
 * another (RFC 5892, A.1 and A.2). Marks of all scripts, such as accents, are followed by none.
 */
const JOINER =
  /(?<=(?!\p{Script=Inherited})[\p{M}\p{Script=Arabic}\p{Script=Syriac}])([\u200c\u200d])(?=[\p{L}\p{M}])/u;
const LONGEST = 254;
const LONGEST_LOCAL = 64;

/** Reads what a person or a program wrote, pasted, or sent as an e-mail address. Costs some microseconds. */
export function readEmailAddress(text: string): ReadEmailAddress {
  const malformed = { address: null, problem: 'malformed' } as const;
  if (text.length > 4 * LONGEST) return malformed;
  const written = text
    .split(JOINER)
    .map((part, index) => (index % 2 === 1 ? part : withoutInvisibles(part)))
    .join('')
    .normalize('NFC')
    .trim()
    .replace(/^mailto:/i, '')
    .replace('＠', '@');
  const at = written.lastIndexOf('@');
  const local = written.slice(0, Math.max(at, 0));
  const domain = asciiDomainOf(written.slice(at + 1));
  if (domain === null || !LOCAL.test(local)) return malformed;
  const address = `${local}@${domain}`;
  if (octetsOf(address) > LONGEST) return { address: null, problem: 'long' };
  if (octetsOf(local) > LONGEST_LOCAL) return malformed;
  return { address, needsSmtpUtf8: !isAscii(local) };
}

/** Whether this is an e-mail address in its normal form. */
export function isEmailAddress(text: string): boolean {
  return readEmailAddress(text).address === text;
}

function asciiDomainOf(domain: string): string | null {
  const ascii = isAscii(domain) && !/(?:^|\.)xn--/i.test(domain) ? domain : punycodeOf(domain);
  return ascii !== null && DOMAIN.test(ascii) ? ascii : null;
}

/** Null where it has none: the standard's algorithm is the one that URLs have. */
function punycodeOf(domain: string): string | null {
  if (!INTERNATIONAL.test(domain)) return null;
  try {
    return new URL(`http://${domain}`).hostname;
  } catch {
    return null;
  }
}

const isAscii = (text: string) => /^[\0-\x7f]*$/.test(text);

const octetsOf = (text: string) => (isAscii(text) ? text.length : new TextEncoder().encode(text).length);
