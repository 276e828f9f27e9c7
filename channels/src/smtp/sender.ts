/** Who a mail comes from. */
export interface MailSender {
  readonly name: string;
  readonly address: string;
}

const ADDRESS = /^[^\s@<>()[\],;:"\\]+@[^\s@<>()[\],;:"\\]+$/;

/** Whether a text is one plain e-mail address: a list or a display name would reach other people, or nobody. */
export function isOneAddress(text: string): boolean {
  return text.length <= 254 && ADDRESS.test(text);
}

/** Whether an address can only be given to a server that offers SMTPUTF8 (RFC 6531). A domain has an ASCII form; what is before it has none. */
export function needsSmtpUtf8(address: string): boolean {
  return /[^\0-\x7f]/.test(address.slice(0, address.lastIndexOf('@')));
}

/** Reads `address`, `Name <address>` or `"Name" <address>` (RFC 5322, 3.2.4); null when it is none of them. */
export function parseSender(text: string): MailSender | null {
  const [, name = '', address = text.trim()] = /^([^<>\r\n]*)<([^<>]*)>\s*$/.exec(text) ?? [];
  const [, quoted] = /^"(.*)"$/.exec(name.trim()) ?? [];
  return isOneAddress(address) ? { name: quoted?.replace(/\\(.)/g, '$1') ?? name.trim(), address } : null;
}
