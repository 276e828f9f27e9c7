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

function endOf(token: string): number | null {
  try {
    if (CODE.test(token)) {
      const bytes = bytesOf(token);
      return (((bytes[DAY_AT] ?? 0) << 8) + (bytes[DAY_AT + 1] ?? 0)) * DAY_MS;
    }
    const payload: unknown = JSON.parse(new TextDecoder().decode(bytesOf(JWT.exec(token)?.[1] ?? '')));
    const isObject = typeof payload === 'object' && payload !== null;
    return isObject && 'exp' in payload && typeof payload.exp === 'number' ? payload.exp * 1_000 : null;
  } catch {
    return null;
  }
}

function bytesOf(base64url: string): Uint8Array {
  const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}
