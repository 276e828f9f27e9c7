/** How words of names and titles are found by who types them without their accents, as keyboards and ears have them. Pure. */

/** How many words a name is searched by: PostgreSQL keeps 32 patterns compiled, and would compile more again at each row. */
const MOST_WORDS = 10;

/** The words that a name is searched by, each a part of it: without apostrophes, which telephones write as `’` and others as `'`. */
export function wordsOf(text: string): readonly string[] {
  const words = text.split(/[\s'’‘ʼ\u0060´]+/).filter((word) => word !== '');
  return words.length === 0 ? [text] : words.slice(0, MOST_WORDS);
}

/** What finds a text in PostgreSQL (`~*`), whatever its case and accents: `zizek` finds `Žižek`, and `Strauss` finds `Strauß`. */
export function spellingsOf(text: string): string {
  return withoutAccents(text).replace(/ß|ss|./gsu, (part) => {
    if (part === 'ß' || part === 'ss') return '(?:ss|ß)';
    const base = STROKED[part] ?? part;
    const variants = VARIANTS.get(base);
    return variants === undefined
      ? part.replace(/[!-/:-@[-`{-~]/, '\\$&')
      : `[${base}${base.toUpperCase()}${variants}]`;
  });
}

/** Letters whose stroke or dot Unicode takes for no accent. */
const STROKED: Readonly<Record<string, string>> = { đ: 'd', ħ: 'h', ı: 'i', ł: 'l', ø: 'o', ŧ: 't' };

function withoutAccents(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replace(/(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{M}+/gu, '')
    .normalize('NFC');
}

/** Latin, Greek and Cyrillic letters. */
const RANGES = [
  [0xc0, 0x24f],
  [0x370, 0x52f],
  [0x1e00, 0x1fff],
] as const;

/** By each letter: what it is with accents, small and in capitals. */
const VARIANTS: ReadonlyMap<string, string> = variantsIn(
  RANGES.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, at) => String.fromCodePoint(first + at)),
  ),
);

function variantsIn(letters: readonly string[]): ReadonlyMap<string, string> {
  const variants = new Map<string, string>();
  for (const letter of letters) {
    const plain = withoutAccents(letter);
    const base = STROKED[plain] ?? plain;
    if (base === letter.toLowerCase() || !/^\p{L}$/u.test(base)) continue;
    variants.set(base, `${variants.get(base) ?? ''}${letter}`);
  }
  return variants;
}

/**
 * Whether a text that is looked for as a part of others has three characters in a row for the index, which has the edges of words too;
 * letters of scripts that we do not spell in Latin ones have several there.
 */
export function isIndexable(text: string): boolean {
  const indexed = withoutAccents(text).replace(/[^\0-\x7f]/gu, 'x000');
  return /[a-z0-9]{3}|[a-z0-9]{2}[^a-z0-9]|[^a-z0-9][a-z0-9]/.test(indexed);
}

/** A pattern of LIKE for what contains a text. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

/** The same for a number: with a plus it is a beginning. Null where there is none. */
export function numberPattern(number: string | null): string | null {
  if (number === null) return null;
  return number.startsWith('+') ? `${number}%` : `%${number}%`;
}

/** How long what stands before an address's domain must be to be rare. */
const RARE = 5;

/** What of a text the index is asked for, before it is compared whole: of an address without its domain, which many share. */
export function indexedPart(text: string): string {
  const domain = text.lastIndexOf('@') + 1;
  return domain > RARE && isIndexable(text.slice(0, domain)) ? text.slice(0, domain) : text;
}
