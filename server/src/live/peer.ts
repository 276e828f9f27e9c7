import type { Context } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Caller } from '../auth/caller.ts';
import type { TokenBucket } from '../auth/rate.ts';
import type { SocketWriter } from './socket-writer.ts';

/** One socket, and who is at its other end. */
export interface Peer {
  readonly socket: WebSocket;
  readonly writer: SocketWriter;
  /** How many operations it may send now. */
  readonly subscribes: TokenBucket;
  readonly address: string;
  /** The upgrade's `Authorization`, until the peer is authenticated by it or by what it says itself. */
  authorization: string | null;
  /** Null until the peer is authenticated. */
  caller: Caller | null;
  /** Closes the socket when the caller's token expires. */
  expiry: NodeJS.Timeout | null;
}

/** A socket as graphql-ws knows it. */
export type PeerContext = Context<Record<string, unknown> | undefined, Peer>;
