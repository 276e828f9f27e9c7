/** Characters that nobody sees. They come with what is pasted, and turn the text beside them about. Pure. */

/**
 * Controls of direction, zero-width spaces and joiners, soft hyphens, byte order marks, tags, and fillers that look like
 * nothing (Unicode: Default_Ignorable_Code_Point). Joiners and variation selectors inside words and emoji stay where they
 * change how they look: see `withoutInvisibles`.
 */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** A joiner or a selector after a character that it changes: a mark or letter of a joining script, or a pictograph. */
const MEANT =
  /(?<=[\p{L}\p{M}\p{N}\p{Extended_Pictographic}\p{Emoji_Modifier}#*]|\u20e3)(?:\u200c|\u200d|\ufe0e|\ufe0f)/gu;

/** A text without the characters that nobody sees. */
export function withoutInvisibles(text: string): string {
  return /[^\x20-\x7e]/.test(text) ? text.replace(INVISIBLE, '') : text;
}

/**
 * A text as people see it: in Unicode's composed form (NFC), without controls of direction and without characters that
 * nobody sees, but for the joiners and selectors that words of some scripts and emoji need. Empty where nothing is seen.
 */
export function visibleText(text: string): string {
  if (!/[^\x20-\x7e]/.test(text)) return text.trim();
  if (withoutInvisibles(text).trim() === '') return '';
  const meant = new Set([...text.matchAll(MEANT)].map(({ index }) => index));
  return text
    .replace(INVISIBLE, (character, index: number) => (meant.has(index) ? character : ''))
    .normalize('NFC')
    .trim();
}
