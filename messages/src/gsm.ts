/** The alphabet of SMS, of 7 bits a character (3GPP TS 23.038 §6.2.1). Pure. */

const ALPHABET = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€',
);

/** Whether a text is of the alphabet alone. */
export function isGsm(text: string): boolean {
  for (const character of text) if (!ALPHABET.has(character)) return false;
  return true;
}
