import { readEmailAddress } from '@belltower/events/email-address';

/** The sender of a message. */
export interface Sender {
  /** Shown to the recipient. */
  readonly name: string;
  /** The e-mail address, with an ASCII domain, as headers and calendar entries have to have it; mails are sent from it. */
  readonly address: string;
}

const UNNAMED: Sender = { name: 'Appointments', address: 'appointments@localhost' };

/** Parses MAIL_FROM: `Name <address>`, or an address alone, whose domain is then the name. */
export function senderOf(mailFrom: string | undefined): Sender {
  if (mailFrom === undefined) return UNNAMED;
  const [, name = '', address = mailFrom.trim()] = /^([^<>\r\n]*)<([^<>]*)>\s*$/.exec(mailFrom) ?? [];
  const [, quoted] = /^"(.*)"$/.exec(name.trim()) ?? [];
  const plain = quoted?.replace(/\\(.)/g, '$1') ?? name.trim();
  // one without a dot in its domain is none of a person's, and stays as it is: appointments@localhost
  return { name: plain === '' ? domainOf(address) : plain, address: readEmailAddress(address).address ?? address };
}

/** MAIL_FROM, with the brand's name where it has none of its own. */
export function fromHeader(mailFrom: string, brandName: string | undefined): string {
  const isBare = !mailFrom.includes('<');
  return isBare && brandName !== undefined ? `"${brandName.replace(/["\\]/g, '\\$&')}" <${mailFrom.trim()}>` : mailFrom;
}

/** The part of an e-mail address after the @. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
