/** Crockford's base 32 (crockford.com/base32.html): no letter that could be read as another. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The six-character booking reference that a message ends with. It derives from the delivery's id, so that every
 * attempt carries the same, and a provider's copy of the message can be recognised by it.
 */
export function referenceOf(deliveryId: string): string {
  let bits = Number.parseInt(deliveryId.replaceAll('-', '').slice(0, 8), 16);
  let reference = '';
  for (let i = 0; i < 6; i++) {
    reference = LETTERS.charAt(bits % 32) + reference;
    bits = Math.floor(bits / 32);
  }
  return reference;
}
