import { hash } from 'node:crypto';
import { z } from 'zod';
import type { ChannelName, DeliveryStatus } from './delivery-status.ts';

/** The namespace of every id that is derived here. It never changes: derived ids are stored and compared. */
const NAMESPACE = Buffer.from('6f2a3c1e-5b0d-5e55-9c55-0b6f1f2b7a10'.replaceAll('-', ''), 'hex');

/** RFC 9562, section 5.5. Several are derived for each delivery: the package `uuid` takes four times as long for one. */
function uuidV5(name: string): string {
  const hex = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(name)]));
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const INTEGER = /^-?\d{1,19}$/;

/**
 * An id as any producer may write it: a uuid, or an integer as a JSON number or string. Read as a string in one
 * canonical form, so that 5 and "5" are one, and so are a uuid's upper and lower case.
 */
export const uuidOrIntSchema = z
  .union([z.guid(), z.int(), z.string().regex(INTEGER)], { error: 'a uuid or an integer is expected' })
  .transform((id) => canonicalId(String(id)));

/** Whether a text is a uuid or an integer, and so may stand in an event as it is. */
export function isUuidOrInt(text: string): boolean {
  return INTEGER.test(text) || z.regexes.guid.test(text);
}

function canonicalId(id: string): string {
  return id.includes('-', 1) ? id.toLowerCase() : BigInt(id).toString();
}

/** The id of the one delivery of an event on a channel: the same in every process, however often it is derived. */
export function deliveryIdOf(sourceEventId: string, channel: ChannelName): string {
  return uuidV5(`delivery|${sourceEventId}|${channel}`);
}

/** The id of the event that reports one change: a change that is reported twice is one event. */
export function statusEventIdOf(deliveryId: string, status: DeliveryStatus, attempt: number): string {
  return uuidV5(`${deliveryId}|${status}|${attempt}`);
}

/** The `user_id` that stands in our events for a token's subject: itself where the contract allows it, else derived. */
export function eventUserIdOf(subject: string): string {
  return isUuidOrInt(subject) ? subject : uuidV5(`user|${subject}`);
}
