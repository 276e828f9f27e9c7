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

/** Reads `address`, `Name <address>` or `"Name" <address>`; null when it is none of them. */
export function parseSender(text: string): MailSender | null {
  const [, name = '', address = text.trim()] = /^([^<>\r\n]*)<([^<>]*)>\s*$/.exec(text) ?? [];
  return isOneAddress(address) ? { name: name.trim().replace(/^"(.*)"$/, '$1'), address } : null;
}
