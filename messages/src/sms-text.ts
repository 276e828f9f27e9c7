/** SMS text, in the alphabet of SMS where it can be written in it: one character outside it more than halves a segment. */
import { withoutInvisibles } from '@belltower/events/visible-text';
import { isGsm } from './gsm.ts';
import { likenessOf } from './likeness.ts';
import { graphemesOf } from './shorten.ts';

/** A text as an SMS can carry it. */
export interface SmsText {
  readonly text: string;
  /** The pictures that were left out, in their order. */
  readonly pictures: readonly string[];
}

/**
 * A text for an SMS: without what nobody sees, and with the likeness that a character has in the alphabet, such as `l` for
 * `ł`. Other scripts stay as they are. Emoji, flags and other pictures are left out: they say nothing that the words do
 * not, and cost half of the text.
 */
export function toSmsText(text: string): SmsText {
  const pictures: string[] = [];
  let written = '';
  const spaced = text.normalize('NFC').replace(/[\s\p{Cc}]+/gu, ' ');
  for (const grapheme of isGsm(spaced) ? [spaced] : graphemesOf(spaced)) {
    const plain = plainOf(grapheme);
    if (plain === null) pictures.push(grapheme);
    written += plain ?? '';
  }
  return { text: written.replace(/\s+/g, ' ').trim(), pictures };
}

/** A text with a full stop, unless it has an end of its own. */
export function sentenceOf(text: string): string {
  return /[.!?…。！？]$/.test(text) ? text : `${text}.`;
}

const PICTURE = /^[\p{Emoji_Presentation}\p{Extended_Pictographic}\p{Regional_Indicator}\u{2190}-\u{2bff}]/u;
const KEYCAP = /^([#*0-9])\ufe0f?\u20e3/;
/** Words of some scripts need them inside; others are only pasted along. */
const JOINERS = /[\u200c\u200d]/;

/** What is written for what people see as one character; null for a picture. */
function plainOf(grapheme: string): string | null {
  const seen = withoutInvisibles(grapheme);
  if (isGsm(seen)) return seen;
  const [, key] = KEYCAP.exec(grapheme) ?? [];
  if (key !== undefined) return key;
  const letters = [...seen].map((character) => (isGsm(character) ? character : likenessOf(character)));
  // marks that have no composed form with the letter before them
  const plain = letters.join('').replace(/(?<=[\p{Script=Latin}\p{Script=Common}])\p{M}+/gu, '');
  if (isGsm(plain)) return plain;
  if (PICTURE.test(seen)) return null;
  return [...grapheme].filter((character) => JOINERS.test(character) || withoutInvisibles(character) !== '').join('');
}
