/** The sender of a message. */
export interface Sender {
  /** Shown to the recipient. */
  readonly name: string;
  /** The e-mail address; mails are sent from it. */
  readonly address: string;
}

const UNNAMED: Sender = { name: 'Appointments', address: 'appointments@localhost' };

/** Parses MAIL_FROM: `Name <address>`, or an address alone, whose domain is then the name. */
export function senderOf(mailFrom: string | undefined): Sender {
  if (mailFrom === undefined) return UNNAMED;
  const [, name = '', address = mailFrom.trim()] = /^([^<>\r\n]*)<([^<>]*)>\s*$/.exec(mailFrom) ?? [];
  const [, quoted] = /^"(.*)"$/.exec(name.trim()) ?? [];
  const plain = quoted?.replace(/\\(.)/g, '$1') ?? name.trim();
  return { name: plain === '' ? domainOf(address) : plain, address };
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
