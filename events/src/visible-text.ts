/** Characters that nobody sees. They come with what is pasted, and turn the text beside them about. Pure. */

/**
 * Controls of direction, zero-width spaces and joiners, soft hyphens, byte order marks, tags, and fillers that look like
 * nothing (Unicode: Default_Ignorable_Code_Point). Joiners and variation selectors inside words and emoji stay where they
 * change how they look: see `withoutInvisibles`.
 */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** A joiner or a selector after a character that it changes: a mark or letter of a joining script, or a pictograph. */
const MEANT =
  /(?<=[\p{L}\p{M}\p{N}\p{Extended_Pictographic}\p{Emoji_Modifier}#*]|\u20e3)(?:\u200c|\u200d|\ufe0e|\ufe0f)/u;
/** The flags of England, Scotland and Wales: a black flag, with its country in tags. */
const FLAG =
  /\u{1f3f4}\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f}/u;
const KEPT_OR_INVISIBLE = new RegExp(`(${FLAG.source}|${MEANT.source})|${INVISIBLE.source}`, 'gu');

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
  return text
    .replace(KEPT_OR_INVISIBLE, (_, kept?: string) => kept ?? '')
    .normalize('NFC')
    .trim();
}
