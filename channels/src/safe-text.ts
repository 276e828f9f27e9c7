/**
 * Promise: what a provider or a library said can be shown, logged and stored after it went through here:
 * no full address, none of the given secrets, no control character (PostgreSQL refuses NUL), at most 500 characters.
 */

const LONGEST = 500;
/** What is read of a text; a server may answer with a megabyte. */
const READ = 4_000;
const HIDDEN = '***';

const EMAIL = /[^\s@<>()[\],;:"]{1,64}@[^\s@<>()[\],;:"]{1,255}/g;
const PHONE = /\+?\d{7,}/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\s]+/g;

/**
 * Shortens an e-mail address or a phone number so that a person who knows it recognises it and nobody else learns it:
 * `j***@example.com`, `+1555***0123`.
 */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at > 0) return `${[...address][0]}${HIDDEN}${address.slice(at)}`;
  if (/^\+?\d{7,}$/.test(address)) {
    const [head, tail] = address.length < 12 ? [2, 2] : [5, 4];
    return `${address.slice(0, head)}${HIDDEN}${address.slice(-tail)}`;
  }
  return HIDDEN;
}

/**
 * Makes a foreign text safe to show: every address in it masked, every secret hidden, white space and control
 * characters folded to single spaces, cut to 500 characters.
 *
 * @param secrets what must not be seen even if the text repeats it, such as a password
 */
export function safeText(text: string, secrets: readonly string[] = []): string {
  let safe = cut(text, READ);
  for (const secret of secrets) if (secret !== '') safe = safe.replaceAll(secret, HIDDEN);
  safe = safe.replace(CONTROLS, ' ').replace(EMAIL, maskAddress).replace(PHONE, maskAddress).trim();
  const short = cut(safe, LONGEST);
  return short === safe ? safe : `${cut(safe, LONGEST - 1)}…`;
}

/** The first so many characters of a text, none of them half of a pair. */
function cut(text: string, most: number): string {
  return (text.length <= most ? text : [...text.slice(0, 2 * most)].slice(0, most).join('')).toWellFormed();
}
