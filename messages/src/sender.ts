/** Who writes. */
export interface Sender {
  /** As a person reads it. */
  readonly name: string;
  /** The mail address that stands behind it. */
  readonly address: string;
}

const NOBODY: Sender = { name: 'Appointments', address: 'appointments@localhost' };

/** Reads MAIL_FROM, `Name <address>` or a bare address; an address alone is also the name, by its domain. */
export function senderOf(mailFrom: string | undefined): Sender {
  if (mailFrom === undefined) return NOBODY;
  const [, name = '', address = mailFrom.trim()] = /^([^<>\r\n]*)<([^<>]*)>\s*$/.exec(mailFrom) ?? [];
  const plain = name.trim().replace(/^"(.*)"$/, '$1');
  return { name: plain === '' ? domainOf(address) : plain, address };
}

/** What follows the @. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
