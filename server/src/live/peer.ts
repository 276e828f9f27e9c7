import type { Context } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Caller } from '../auth/caller.ts';
import type { TokenBucket } from '../auth/rate.ts';
import type { TokenGuard } from '../auth/token-guard.ts';
import type { Counts } from './counts.ts';
import type { Outlet } from './socket-writer.ts';

/** What is known of one socket. */
export interface Peer {
  readonly socket: WebSocket;
  readonly outlet: Outlet;
  readonly subscribes: TokenBucket;
  readonly address: string;
  /** Null until it is admitted. */
  caller: Caller | null;
  expiry: NodeJS.Timeout | null;
}

/** A socket as graphql-ws knows it. */
export type PeerContext = Context<Record<string, unknown> | undefined, Peer>;

/** setTimeout cannot wait longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Lets a peer in whose token is valid. Answers false after closing the socket: with 4401 for a token that is missing or
 * not ours, with 4403 for one that has ended, as also later, when it ends; with 1013 when this user has too many sockets.
 */
export async function admit(
  peer: Peer,
  authorization: unknown,
  { tokens, users, perUser }: { readonly tokens: TokenGuard; readonly users: Counts; readonly perUser: number },
): Promise<boolean> {
  const check = await tokens.check(typeof authorization === 'string' ? authorization : '', peer.address);
  switch (check.kind) {
    case 'invalid':
      return closePeer(peer, 4401, 'Unauthorized');
    case 'expired':
      return closePeer(peer, 4403, 'Forbidden');
    case 'valid': {
      if (peer.socket.readyState !== peer.socket.OPEN) return false;
      if (!users.add(check.caller.sub, perUser)) return closePeer(peer, 1013, 'Too many connections');
      peer.caller = check.caller;
      expireAt(peer, check.caller.expiresAtMs);
      return true;
    }
  }
}

/** Closes a socket; answers false, for those who ask whether it may stay. */
export function closePeer({ socket }: Pick<Peer, 'socket'>, code: number, reason: string): false {
  socket.close(code, Buffer.byteLength(reason) > LONGEST_REASON ? '' : reason);
  return false;
}

/** A close frame has no room for more, in bytes (RFC 6455, 5.5). */
const LONGEST_REASON = 123;

function expireAt(peer: Peer, atMs: number): void {
  const leftMs = atMs - Date.now();
  const isLast = leftMs <= LONGEST_TIMER_MS;
  peer.expiry = setTimeout(
    () => (isLast ? closePeer(peer, 4403, 'Forbidden') : expireAt(peer, atMs)),
    Math.max(0, Math.min(leftMs, LONGEST_TIMER_MS)),
  );
  peer.expiry.unref();
}
