import type { Counts } from '../auth/counts.ts';
import type { TokenGuard } from '../auth/token-guard.ts';
import { closeSocket } from './close.ts';
import type { Peer } from './peer.ts';

const EXPECTED = 'Unauthorized: {"authorization": "Bearer <a valid token>"} is expected in connection_init';

/**
 * The `Authorization` value in what a client sends with `connection_init`: clients write its name as a header or in small letters,
 * and with or without `Bearer`. Null where there is none.
 */
export function authorizationIn(parameters: Readonly<Record<string, unknown>> | undefined): string | null {
  const name = Object.keys(parameters ?? {}).find((key) => key.toLowerCase() === 'authorization');
  const value = name === undefined ? undefined : parameters?.[name];
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text.includes(' ') ? text : `Bearer ${text}`;
}

/** setTimeout cannot wait longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Sets the caller of a peer whose token is valid, and closes the socket when that token expires. Returns false after closing
 * the socket at once: with 4401 for a token that is missing or invalid, with 4403 for one that has expired, with 1013 when
 * this user has too many sockets.
 */
export async function authenticate(
  peer: Peer,
  authorization: string | null,
  { tokens, users, perUser }: { readonly tokens: TokenGuard; readonly users: Counts; readonly perUser: number },
): Promise<boolean> {
  const { socket } = peer;
  const check = await tokens.check(authorization ?? '', peer.address);
  switch (check.kind) {
    case 'invalid':
      return closeSocket(socket, 4401, EXPECTED);
    case 'expired':
      return closeSocket(socket, 4403, 'Forbidden');
    case 'valid': {
      if (socket.readyState !== socket.OPEN) return false;
      if (!users.add(check.caller.sub, perUser)) return closeSocket(socket, 1013, 'Too many connections');
      peer.caller = check.caller;
      closeAt(peer, check.caller.expiresAtMs);
      return true;
    }
  }
}

function closeAt(peer: Peer, atMs: number): void {
  const leftMs = atMs - Date.now();
  const isLast = leftMs <= LONGEST_TIMER_MS;
  peer.expiry = setTimeout(
    () => (isLast ? closeSocket(peer.socket, 4403, 'Forbidden') : closeAt(peer, atMs)),
    Math.max(0, Math.min(leftMs, LONGEST_TIMER_MS)),
  );
  peer.expiry.unref();
}
