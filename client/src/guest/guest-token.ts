/** What can be read in a guest's token without its key. Pure. */

/** Why a link that the server refuses does not work: its end has passed, it is damaged, or it is not one of ours. */
export type RefusedLink = 'ended' | 'damaged';

const JWT = /^[\w-]+\.([\w-]+)\.[\w-]+$/;
const CODE = /^[\w-]{38}$/;
const DAY_MS = 86_400_000;
/** In a code: the bytes after the appointment's id that say on which day it ends, counted from 1970. */
const DAY_AT = 16;

/** Whether a text can be a token: any other could not be sent, either. */
export function isGuestToken(text: string): boolean {
  return JWT.test(text) || CODE.test(text);
}

/** What to say of a token that the server refuses. The clock of this device may be wrong: it only chooses the words. */
export function refusalOf(token: string, now: Date): RefusedLink {
  const endMs = endOf(token);
  return endMs !== null && endMs <= now.getTime() ? 'ended' : 'damaged';
}

/** The id of the appointment that a token is for; null: it is no guest's. The server checks it. */
export function appointmentIn(token: string): string | null {
  if (CODE.test(token)) {
    const hex = Array.from(bytesOf(token).subarray(0, DAY_AT), (byte) => byte.toString(16).padStart(2, '0')).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }
  const { appointment } = claimsOf(token);
  return typeof appointment === 'string' ? appointment : null;
}

function endOf(token: string): number | null {
  if (CODE.test(token)) {
    const bytes = bytesOf(token);
    return (((bytes[DAY_AT] ?? 0) << 8) + (bytes[DAY_AT + 1] ?? 0)) * DAY_MS;
  }
  const { exp } = claimsOf(token);
  return typeof exp === 'number' ? exp * 1_000 : null;
}

function claimsOf(jwt: string): { readonly exp?: unknown; readonly appointment?: unknown } {
  try {
    const payload: unknown = JSON.parse(new TextDecoder().decode(bytesOf(JWT.exec(jwt)?.[1] ?? '')));
    return typeof payload === 'object' && payload !== null ? payload : {};
  } catch {
    return {};
  }
}

function bytesOf(base64url: string): Uint8Array {
  const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}
