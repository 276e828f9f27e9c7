/**
 * SMS text, in the GSM 7-bit alphabet (3GPP TS 23.038 §6.2.1) where it can be written in it: one character outside it more than
 * halves the length of a segment.
 */
import { withoutInvisibles } from '@belltower/events';

const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENDED = '^{}\\[~]|€';

const septets = new Map<string, number>([
  ...[...BASIC].map((character) => [character, 1] as const),
  ...[...EXTENDED].map((character) => [character, 2] as const),
]);

const EQUIVALENTS: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': ',',
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '‑': '-',
  '−': '-',
  '…': '...',
  '•': '*',
  '×': 'x',
  '´': "'",
  '`': "'",
  '‹': '<',
  '›': '>',
  '→': '->',
  '←': '<-',
  '⁄': '/',
  '·': '-',
};

/** Letters of Latin alphabets that Unicode does not take apart into a plain letter and a mark. */
const LETTERS: Readonly<Record<string, string>> = {
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ı: 'i',
  ħ: 'h',
  Ħ: 'H',
  ŋ: 'ng',
  Ŋ: 'Ng',
  œ: 'oe',
  Œ: 'OE',
  ŧ: 't',
  Ŧ: 'T',
  ĸ: 'k',
  ẞ: 'SS',
  ə: 'a',
  Ə: 'A',
  ƒ: 'f',
  ɓ: 'b',
  Ɓ: 'B',
  ɗ: 'd',
  Ɗ: 'D',
  ƙ: 'k',
  Ƙ: 'K',
  ƴ: 'y',
  Ƴ: 'Y',
  ɛ: 'e',
  Ɛ: 'E',
  ɔ: 'o',
  Ɔ: 'O',
};

/** Emoji and other pictures, flags and keycaps among them: they say nothing that the words do not, and cost half of the text. */
const PICTURES =
  /[#*0-9]?\u{fe0f}?\u{20e3}|[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]\u{fe0f}?/gu;

/**
 * A text for an SMS: without pictures and what nobody sees, and with the likeness that a character has in the alphabet, such
 * as `l` for `ł`. Other scripts stay as they are.
 */
export function toSmsText(text: string): string {
  const words = text
    .normalize('NFC')
    .replace(PICTURES, (picture) => (septets.has(picture) ? picture : keycap(picture)));
  let plain = '';
  for (const character of withoutInvisibles(words).replace(/\s+/g, ' ').trim()) {
    plain += septets.has(character) ? character : (EQUIVALENTS[character] ?? likenessOf(character));
  }
  return plain;
}

/** The digit of a keycap; nothing for another picture. */
const keycap = (picture: string) => /^[#*0-9]/.exec(picture)?.[0] ?? '';

function likenessOf(character: string): string {
  const letters = [...character.normalize('NFKD').replace(/\p{M}/gu, '')];
  const bare = letters.map((letter) => LETTERS[letter] ?? EQUIVALENTS[letter] ?? letter).join('');
  return bare !== '' && [...bare].every((each) => septets.has(each)) ? bare : character;
}

/**
 * The number of SMS segments of a text: 160 septets, 153 each when there are several; 70 and 67 UTF-16 units outside GSM-7.
 * What takes two units is never divided between segments. As Twilio counts it: the tests compare it with its calculator.
 */
export function segmentsOf(text: string): number {
  const characters = [...text];
  const isGsm = characters.every((character) => septets.has(character));
  const widths = characters.map((character) => (isGsm ? (septets.get(character) ?? 0) : character.length));
  const [alone, each] = isGsm ? [160, 153] : [70, 67];
  if (widths.reduce((sum, width) => sum + width, 0) <= alone) return 1;
  let segments = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > each) {
      segments++;
      used = 0;
    }
    used += width;
  }
  return segments;
}
