/** An address as those may see it who know it only if it is theirs. Pure. */
import { callingCodeOf } from './contact.ts';
import type { ChannelName } from './delivery-status.ts';

const HIDDEN = '•';

/** Shortens an address so that its owner recognises it, and nobody reads it from there: `a•••@example.com`, `+43•••••67`. */
export function maskedRecipient(channel: ChannelName, address: string): string {
  if (channel === 'email') {
    const at = address.lastIndexOf('@');
    return `${[...address.slice(0, Math.max(at, 0))][0] ?? ''}${HIDDEN.repeat(3)}${at < 0 ? '' : address.slice(at)}`;
  }
  const code = callingCodeOf(address);
  return `${code === undefined ? '' : `+${code}`}${HIDDEN.repeat(5)}${address.slice(-2)}`;
}
