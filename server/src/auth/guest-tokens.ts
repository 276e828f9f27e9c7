/**
 * The tokens of guests: the holder of an appointment's link sees that appointment, and nothing else. A link has one of two
 * forms: a JWT, and for text messages a code of 38 characters. Both name the appointment and an end, and are signed with a key
 * of the server's own; the same appointment, end and key make the same link. Neither is remembered: what it shows is read
 * with the appointment's row, so that a link to what was erased shows nothing.
 */
import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Caller, TokenCheck } from './caller.ts';
import type { ServerKey } from './server-keys.ts';

/** What a link holds after its `#`. */
export interface GuestTokenPair {
  readonly token: string;
  /** The same in 38 characters. */
  readonly code: string;
}

/** Checks the tokens of guests. */
export interface GuestTokens {
  /** Null when it is none of ours. */
  check(token: string): Promise<TokenCheck | null>;
}

const DAY_MS = 24 * 3_600_000;
/** How long after its appointment a link ends. */
const LASTS_MS = 30 * DAY_MS;

const KEY_NAME = 'belltower-guest-';
const claimsSchema = z.object({ role: z.literal('guest'), appointment: z.uuid(), exp: z.number().positive() });

/** Makes the two tokens of an appointment's guests. */
export function signGuestTokens(
  { id, time }: { readonly id: string; readonly time: Date },
  { id: keyId, key }: ServerKey,
): GuestTokenPair {
  const endMs = time.getTime() + LASTS_MS;
  const header = { alg: 'HS256', kid: KEY_NAME + keyId };
  const claims = { role: 'guest', appointment: id, exp: Math.floor(endMs / 1_000) };
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  // events are built without waiting, and jose only signs asynchronously
  const signature = createHmac('sha256', key).update(signed).digest('base64url');
  return { token: `${signed}.${signature}`, code: codeOf(id, Math.ceil(endMs / DAY_MS), key) };
}

/** `readKeys`: all keys that are accepted. */
export function createGuestTokens(readKeys: () => Promise<readonly ServerKey[]>): GuestTokens {
  async function checkToken(token: string, keyName: string): Promise<TokenCheck> {
    const found = (await readKeys()).find(({ id }) => KEY_NAME + id === keyName);
    if (found === undefined) return { kind: 'invalid' };
    try {
      const { payload } = await jwtVerify(token, found.key, { algorithms: ['HS256'] });
      const claims = claimsSchema.safeParse(payload);
      if (!claims.success) return { kind: 'invalid' };
      return { kind: 'valid', caller: callerOf(claims.data.appointment, claims.data.exp * 1_000) };
    } catch (error) {
      if (error instanceof errors.JWTExpired) return { kind: 'expired' };
      if (error instanceof errors.JOSEError) return { kind: 'invalid' };
      throw error;
    }
  }

  async function checkCode(code: string): Promise<TokenCheck> {
    const bytes = Buffer.from(code, 'base64url');
    const id = idIn(bytes);
    const day = bytes.readUInt16BE(ID_BYTES);
    const keys = await readKeys();
    if (!keys.some(({ key }) => equal(code, codeOf(id, day, key)))) return { kind: 'invalid' };
    const expiresAtMs = day * DAY_MS;
    return expiresAtMs <= Date.now() ? { kind: 'expired' } : { kind: 'valid', caller: callerOf(id, expiresAtMs) };
  }

  return {
    async check(token) {
      if (CODE.test(token)) return await checkCode(token);
      const keyName = keyNameIn(token);
      return keyName?.startsWith(KEY_NAME) ? await checkToken(token, keyName) : null;
    },
  };
}

function callerOf(appointmentId: string, expiresAtMs: number): Caller {
  return { role: 'guest', sub: `guest ${appointmentId}`, appointmentId, expiresAtMs };
}

function keyNameIn(token: string): string | null {
  try {
    const { kid }: { readonly kid?: unknown } = decodeProtectedHeader(token); // nothing of it is verified yet
    return typeof kid === 'string' ? kid : null;
  } catch {
    return null;
  }
}

const ID_BYTES = 16;
const SIGNATURE_BYTES = 10;
/** The id, the day on which it ends (two bytes, counted from 1970), and a signature of 80 bits. */
const CODE = /^[A-Za-z0-9_-]{38}$/;

function codeOf(id: string, day: number, key: KeyObject): string {
  const body = Buffer.alloc(ID_BYTES + 2);
  body.write(id.replaceAll('-', ''), 'hex');
  body.writeUInt16BE(day, ID_BYTES);
  const signature = createHmac('sha256', key).update('guest code ').update(body).digest().subarray(0, SIGNATURE_BYTES);
  return Buffer.concat([body, signature]).toString('base64url');
}

function idIn(bytes: Buffer): string {
  const hex = bytes.toString('hex', 0, ID_BYTES);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function equal(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
