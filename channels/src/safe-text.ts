/**
 * Promise: what a provider or a library said can be shown, logged and stored after it went through here:
 * no full address, none of the given secrets, no control character (PostgreSQL refuses NUL), no half of a character, at
 * most 500 characters.
 */

const LONGEST = 500;
/** What is read of a text; a server may answer with a megabyte. */
const READ = 4_000;
const HIDDEN = '***';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\s\u2028\u2029]+/g;
/** A quoted local part may hold spaces and brackets: RFC 5321 §4.1.2. */
const QUOTED = /"[^"]{1,64}"(?=@)/g;
/** Where an address ends. Such a word is masked as a whole, so that no part of a long one is left. */
const WORD = /[^\s<>()[\],;:"]+/g;
const AT = /@|%40/gi;
const NUMBERS = [
  /\+?\d{7,}/g,
  // written with spaces, dots, dashes or brackets; reply codes such as 550 5.7.26 have no such groups
  /\+\d(?:[ .()-]{0,2}\d){6,14}/g,
  /\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b/g,
];

/**
 * Shortens an e-mail address or a phone number so that a person who knows it recognises it and others cannot reconstruct it:
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
  let safe = text;
  // before anything is cut, or a secret could be cut in two and stay
  for (const secret of secrets) if (secret !== '') safe = safe.replaceAll(secret, HIDDEN);
  safe = cut(safe, READ);
  safe = safe.replace(CONTROLS, ' ').replace(QUOTED, 'x').replace(WORD, maskWord);
  for (const number of NUMBERS) safe = safe.replace(number, maskNumber);
  safe = safe.trim();
  return shortened(safe);
}

/**
 * What is shown of a failure: what it means for us, the provider's code unless its words have it, and its words, safe.
 */
export function failureText(
  meaning: string,
  providerCode: string | null,
  words: string,
  secrets: readonly string[] = [],
): string {
  const said = safeText(words, secrets);
  const code = providerCode === null || said.includes(providerCode) ? '' : ` (${providerCode})`;
  const all = said === '' ? `${meaning}${code}` : `${meaning}${code}: ${said}`;
  return shortened(all);
}

function maskWord(word: string): string {
  return word.search(AT) < 0 ? word : maskAddress(word.replace(AT, '@'));
}

function maskNumber(number: string): string {
  return maskAddress(number.replaceAll(/[ .()-]/g, ''));
}

function shortened(text: string): string {
  return cut(text, LONGEST) === text ? text : `${cut(text, LONGEST - 1)}…`;
}

/** The first so many characters of a text, none of them half of a pair. */
function cut(text: string, most: number): string {
  return (text.length <= most ? text : [...text.slice(0, 2 * most)].slice(0, most).join('')).toWellFormed();
}
