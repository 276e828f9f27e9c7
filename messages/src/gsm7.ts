/**
 * SMS text in the GSM 7-bit alphabet (3GPP TS 23.038 §6.2.1): one character outside it more than halves the length of a
 * segment.
 */
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
};

/** Replaces characters that have an equivalent in the alphabet, accented ones included; others (another script) stay. */
export function toGsm7(text: string): string {
  let plain = '';
  for (const character of text.normalize('NFC')) {
    if (septets.has(character)) plain += character;
    else if (/\s/.test(character)) plain += ' ';
    else plain += EQUIVALENTS[character] ?? withoutAccent(character);
  }
  return plain;
}

function withoutAccent(character: string): string {
  const bare = character.normalize('NFKD').replace(/\p{M}/gu, '');
  return bare !== '' && [...bare].every((each) => septets.has(each)) ? bare : character;
}

/** The number of SMS segments of a text: 160 septets, 153 each when there are several; 70 and 67 UTF-16 units outside GSM-7. */
export function segmentsOf(text: string): number {
  let count = 0;
  for (const character of text) {
    const width = septets.get(character);
    if (width === undefined) return text.length <= 70 ? 1 : Math.ceil(text.length / 67);
    count += width;
  }
  return count <= 160 ? 1 : Math.ceil(count / 153);
}
