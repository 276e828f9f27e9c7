/**
 * Promise: a cursor is a position, never a permission, and only the field, the argument and the kind of caller it was
 * made for can use it: they are part of what is signed.
 */
import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Viewer } from '../auth/caller.ts';
import type { Generation } from './generation.ts';
import type { Positions } from './positions.ts';

/** What a cursor says: go on after these positions, or start over with the snapshot. */
export type CursorMeaning =
  | {
      readonly kind: 'after';
      readonly epoch: string;
      readonly positions: Positions;
      /** The part of the epoch in which it was written; absent or null is the first. */
      readonly generation?: Generation;
    }
  | { readonly kind: 'start-over'; readonly epoch: string };

/** Writes and reads the cursors of one stream: one field, argument and kind of caller. */
export interface CursorCodec {
  write(meaning: CursorMeaning): string;
  /** Null when it is forged, or was made for another stream. */
  read(cursor: string): CursorMeaning | null;
}

/** The keys, each of 32 bytes: the first signs, all are accepted. */
export type CursorKeys = readonly [KeyObject, ...KeyObject[]];

/** Callers who see the same, and so may share what is rendered: each customer and each link alone, all of staff together. */
export function scopeOf({ role, sub }: Viewer): string {
  return role === 'staff' ? role : `${role} ${sub}`;
}

/** Makes the codec of one stream. */
export function createCursorCodec(keys: CursorKeys, appointmentId: string | null, scope: string): CursorCodec {
  const binding = `\0deliveryStatusChanged\0${appointmentId ?? ''}\0${scope}`;
  return {
    write(meaning) {
      const body = bodyOf(meaning);
      return `${Buffer.from(body).toString('base64url')}.${sign(keys[0], body + binding)}`;
    },
    read(cursor) {
      const [encoded = '', signature = '', ...rest] = cursor.split('.');
      if (rest.length > 0 || cursor.length > LONGEST) return null;
      const body = Buffer.from(encoded, 'base64url').toString();
      const genuine = keys.some((key) => equal(sign(key, body + binding), signature));
      return genuine ? meaningOf(body) : null;
    },
  };
}

const LONGEST = 64 * 1024;
const SIGNATURE_LENGTH = 22;

function sign(key: KeyObject, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url').slice(0, SIGNATURE_LENGTH);
}

function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function bodyOf(meaning: CursorMeaning): string {
  if (meaning.kind === 'start-over') return `s ${meaning.epoch}`;
  const positions = meaning.positions.map((position) => (position < 0 ? '' : position.toString(36))).join(',');
  return `a ${meaning.epoch} ${positions}${meaning.generation ? ` ${meaning.generation}` : ''}`;
}

function meaningOf(body: string): CursorMeaning | null {
  const [kind, epoch, positions, generation] = body.split(' ');
  if (epoch === undefined) return null;
  if (kind === 's') return { kind: 'start-over', epoch };
  if (positions === undefined) return null;
  const read =
    positions === '' ? [] : positions.split(',').map((text) => (text === '' ? -1 : Number.parseInt(text, 36)));
  return { kind: 'after', epoch, positions: read, ...(generation === undefined ? {} : { generation }) };
}
