/** Whom people write to or call with a question: an e-mail address, a telephone number or a page. Pure. */
import { z } from 'zod';
import { readEmailAddress } from './email-address.ts';
import { readWrittenNumber } from './phone-number.ts';

/** Whom people ask. */
export interface Contact {
  readonly kind: 'email' | 'phone' | 'page';
  /** As it is shown. */
  readonly text: string;
  /** What opens it: `mailto:`, `tel:` or `https:`. */
  readonly url: string;
}

/**
 * Reads `desk@example.com`, `+43 1 234 56 78` or `https://example.com/contact`; null for anything else. An address and a number
 * are shown as they are written; a number has its country with it: messages go everywhere.
 */
export function readContact(text: string): Contact | null {
  const written = text.trim();
  const { address } = readEmailAddress(written);
  if (address !== null) return { kind: 'email', text: written.replace(/^mailto:/i, ''), url: mailtoUri(address) };
  const { phone } = readWrittenNumber(written);
  if (phone !== null) return { kind: 'phone', text: written.replace(/^tel:\s*/i, ''), url: `tel:${phone}` };
  const page = httpsUrlOf(written);
  return page === null ? null : { kind: 'page', text: page.replace(/^https:\/\/|\/$/g, ''), url: page };
}

/** A setting such as `desk@example.com`, which `readContact` reads. */
export const contactSchema = z
  .string()
  .refine(
    (text) => readContact(text) !== null,
    'an e-mail address, a telephone number with its country (+43 …) or an https URL is expected',
  );

/** A `mailto:` URI (RFC 6068), where `%`, `&`, `/`, `?` and others mean something else than in an address. */
export function mailtoUri(address: string): string {
  const at = address.lastIndexOf('@');
  return `mailto:${encodeURIComponent(address.slice(0, at))}@${address.slice(at + 1)}`;
}

/** An `https` URL in its normal form; null for any other text. */
export function httpsUrlOf(text: string): string | null {
  const url = pageUrlOf(text);
  return url?.startsWith('https:') ? url : null;
}

/** The same, and `http` on the reader's own machine, where there is nothing to protect: `http://localhost:4000/`. */
export function pageUrlOf(text: string): string | null {
  if (!/^https?:\/\/[^\s]+$/i.test(text) || text.length > LONGEST_URL || !URL.canParse(text)) return null;
  const { protocol, hostname, username, password, href } = new URL(text);
  if (username !== '' || password !== '') return null;
  return protocol === 'https:' || LOOPBACK.test(hostname) ? href : null;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const LONGEST_URL = 2_048;

/** A page of another system, read in its normal form: what a URL cannot hold, such as NUL, is encoded or left out of it. */
export const pageUrlSchema = z
  .string()
  .transform((text, context) => {
    const url = pageUrlOf(text);
    if (url === null) context.addIssue({ code: 'custom', message: 'an https URL is expected' });
    return url ?? z.NEVER;
  })
  .meta({ format: 'uri', maxLength: LONGEST_URL });
