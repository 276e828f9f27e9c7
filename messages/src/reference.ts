/** Crockford's base 32 (https://www.crockford.com/base32.html): no letter that can be mistaken for another. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The reference that a message ends with: six characters. It is derived from the delivery's id, so it is the same for
 * every attempt, and the message can be found by it at the provider.
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
