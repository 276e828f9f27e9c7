/**
 * Why a mail did not arrive that a server had accepted, by the code of its bounce: RFC 3463, RFC 5321 §4.2. Pure.
 *
 * A bounce is hard where the code says that the address does not exist, or takes no mail any more: then the address is remembered as
 * dead, as if the server had refused it at once. A full mailbox, a policy or a fault of the system says nothing of the address.
 */
import type { ChannelErrorDetails } from '../errors.ts';

/** Unknown reason, bad mailbox or domain, mailbox disabled, no such host, access denied: how servers word an address that is dead. */
const DEAD = ['0.0', '1.0', '1.1', '1.2', '1.3', '1.4', '1.6', '1.9', '1.10', '2.1', '4.1', '4.4'];
/** The same without an enhanced code. */
const DEAD_REPLIES = ['550', '551', '553'];

/** What a bounce means for us. */
export function classifyBounce(code: string | null): {
  readonly meaning: string;
  readonly details: ChannelErrorDetails;
} {
  const enhanced = /(?<![\d.])([245])\.(\d{1,3}\.\d{1,3})(?![\d.])/.exec(code ?? '');
  const reply = /(?<![\d.])([245])\d\d(?![\d.])/.exec(code ?? '');
  const known = { code: 'UNDELIVERED', providerCode: enhanced?.[0] ?? reply?.[0] ?? null } as const;
  const isDead =
    enhanced === null
      ? DEAD_REPLIES.includes(reply?.[0] ?? '')
      : enhanced[1] === '5' && DEAD.includes(enhanced[2] ?? '');
  if (isDead) return { meaning: 'the address is dead', details: { ...known, kind: 'suppress' } };
  const isPermanent = (enhanced ?? reply)?.[1] === '5';
  const detail = enhanced?.[2] ?? '';
  if (isPermanent && detail === '2.2') return { meaning: 'the mailbox is full', details: { ...known, kind: 'retry' } };
  if (isPermanent && /^(7\.|1\.[78]$|3\.4$|2\.3$|6\.)/.test(detail)) {
    return { meaning: 'our sender or our message was refused', details: { ...known, kind: 'permanent', alarm: true } };
  }
  if (isPermanent) return { meaning: 'it was refused for good', details: { ...known, kind: 'permanent' } };
  return { meaning: 'it was not delivered in time', details: { ...known, kind: 'retry' } };
}
