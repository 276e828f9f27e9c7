/** The session as the browser keeps it: one for all of its tabs. */
import type { KeptTexts } from '../storage/safe-storage.ts';
import { parseRecord } from '../storage/sent-keys.ts';
import type { Claims } from './claims.ts';

/** Where it is kept, in localStorage. */
export const SESSION_KEY = 'belltower.session';

/** How the person signed in: the provider, a development token, or a token that they pasted. */
export type SignedInBy = 'provider' | 'development' | 'token';

/** A person's session. */
export interface KeptSession {
  readonly by: SignedInBy;
  readonly token: string;
  /** `expiresAt` is by the clock of this machine, whatever the server's says. */
  readonly claims: Claims;
  /** How long the token lasts in all, in milliseconds; null when that is not known. */
  readonly lifetimeMs: number | null;
  /** What renews it at the provider; null: nothing does. */
  readonly refreshToken: string | null;
  /** What the provider wants to see when they sign out. */
  readonly idToken: string | null;
}

/** What is kept: a session, that one was ended by the server, or nothing. */
export type Kept = KeptSession | 'ended' | null;

/** Reads what is kept; null where it is no session of ours. */
export function readKept(storage: KeptTexts): Kept {
  const text = storage.getItem(SESSION_KEY);
  if (text === 'ended') return text;
  const { by, token, claims, lifetimeMs, refreshToken, idToken } = parseRecord(text);
  if (by !== 'provider' && by !== 'development' && by !== 'token') return null;
  if (typeof token !== 'string' || !isClaims(claims)) return null;
  return {
    by,
    token,
    claims,
    lifetimeMs: typeof lifetimeMs === 'number' ? lifetimeMs : null,
    refreshToken: textOrNull(refreshToken),
    idToken: textOrNull(idToken),
  };
}

/** Keeps it, for all tabs. */
export function writeKept(storage: KeptTexts, kept: Kept): void {
  if (kept === null) storage.removeItem(SESSION_KEY);
  else storage.setItem(SESSION_KEY, kept === 'ended' ? kept : JSON.stringify(kept));
}

function isClaims(value: unknown): value is Claims {
  if (typeof value !== 'object' || value === null || !('sub' in value) || !('role' in value)) return false;
  const isRole = value.role === 'customer' || value.role === 'staff';
  return typeof value.sub === 'string' && isRole && 'expiresAt' in value;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
