/**
 * The live transport: WebSockets on `/graphql`. In: upgrades of the HTTP server. Out: frames of graphql-transport-ws.
 *
 * A subscription goes through this room in one direction:
 *   sockets (who may open one, and how many) → connection (its messages) → protocol (what each message leads to)
 *   → start-subscription (checks and bounds) → groups (equal subscriptions) → the feed's stream.
 * A change comes back as: stream → subscription (keeps the order) → groups and render (one text for all) → socket writer.
 */
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { handleProtocols } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { createCounts } from '../auth/counts.ts';
import { createTokenBucket } from '../auth/rate.ts';
import { CLOSE_MS, drainSockets, refuseSocket, refuseUpgrade, type SocketEnd, socketEndOf } from './close.ts';
import { connect, startPings } from './connection.ts';
import type { Peer } from './peer.ts';
import { createLiveProtocol, type ProtocolLimits, type ProtocolOptions } from './protocol.ts';
import { createCorks, createSocketWriter } from './socket-writer.ts';

/** How much there may be of everything. */
export interface LiveLimits extends ProtocolLimits {
  readonly sockets: number;
  readonly socketsPerAddress: number;
  readonly socketsOnLoopback: number;
  readonly subscribesPerSecond: number;
  readonly frameBytes: number;
  readonly queueBytes: number;
}

/** The least that may wait for the client of each socket, in bytes, however many sockets its user has. */
const LEAST_QUEUE_BYTES = 32_768;

/** What the live transport needs. */
export interface LiveOptions extends Omit<ProtocolOptions, 'users'> {
  readonly server: HttpServer;
  readonly limits: LiveLimits;
  /** Whether a browser on this origin may connect; `host` is what it connected to. */
  mayConnect(origin: string | undefined, host: string | undefined): boolean;
  /** The client's address, by which sockets are counted. */
  addressOf(request: IncomingMessage): string;
  /** Called once for each socket that was accepted, when it has ended. */
  onEnded?(reason: SocketEnd): void;
  /** Called when a client reads too slowly: what waits for it has reached its bound. */
  onOverflow?(): void;
  /** How often each socket is pinged, and how long a pong may take, in milliseconds. @default 12_000 */
  readonly pingMs?: number;
}

/** The open sockets. */
export interface LiveSockets {
  readonly sockets: number;
  readonly subscriptions: number;
  /** Closes all sockets with 1012, in slices over this time, and accepts no more. */
  drain(overMs: number): Promise<void>;
}

/** The types of `ws` lack it (ws 8.23, @types/ws 8.18). */
const CLOSE_TIMEOUT = { closeTimeout: CLOSE_MS };

/** Serves the live transport on an HTTP server. */
export function serveLive(options: LiveOptions): LiveSockets {
  const { limits, log, pingMs = 12_000, onEnded = ignore, onOverflow = ignore } = options;
  const onSlowClient = () => {
    onOverflow();
    log.warn('a socket is closed: its client reads too slowly');
  };
  const peers = new Set<Peer>();
  const addresses = createCounts();
  const users = createCounts();
  const protocol = createLiveProtocol({ ...options, users });
  const corks = createCorks();
  let draining = false;

  const wss = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frameBytes,
    perMessageDeflate: false,
    clientTracking: false,
    handleProtocols,
    ...CLOSE_TIMEOUT,
  });

  options.server.on('upgrade', (request, socket, head) => {
    socket.on('error', ignore);
    const [path] = (request.url ?? '').split('?');
    const { origin, host } = request.headers;
    if (path !== '/graphql') return refuseUpgrade(socket, '404 Not Found');
    if (!options.mayConnect(origin, host)) return refuseUpgrade(socket, '403 Forbidden');
    wss.handleUpgrade(request, socket, head, (opened) => accept(opened, request));
  });

  function accept(socket: WebSocket, request: IncomingMessage): void {
    const address = options.addressOf(request);
    socket.on('error', (error) => log.debug({ err: error }, 'a socket failed'));
    if (draining) {
      refuseSocket(socket, 1012, 'Service restart');
      return;
    }
    const perAddress = isLoopback(address) ? limits.socketsOnLoopback : limits.socketsPerAddress;
    if (peers.size >= limits.sockets || !addresses.add(address, perAddress)) {
      refuseSocket(socket, 1013, 'Too many connections');
      return;
    }
    const stream = request.socket;
    const { authorization = null } = request.headers;
    const writer = createSocketWriter(socket, { stream, corks, limitBytes: () => queueBytesOf(peer), onSlowClient });
    const subscribes = createTokenBucket(limits.subscribesPerSecond, limits.subscribesPerSecond);
    const peer: Peer = { socket, writer, subscribes, address, authorization, caller: null, expiry: null };
    peers.add(peer);
    const stopPings = startPings(peer, pingMs);
    const closed = connect(peer, protocol.server, log);
    socket.once('close', (code, reason) => {
      stopPings();
      if (peer.expiry !== null) clearTimeout(peer.expiry);
      peers.delete(peer);
      addresses.remove(address);
      if (peer.caller !== null) users.remove(peer.caller.sub);
      onEnded(socketEndOf(code));
      closed(code, String(reason)).catch((error: unknown) =>
        log.error({ err: error }, 'a socket was not closed cleanly'),
      );
    });
  }

  /** A socket's share of what may wait for all clients of its user, so that their sum is bounded. */
  function queueBytesOf({ caller }: Peer): number {
    const sockets = caller === null ? 1 : Math.max(1, users.of(caller.sub));
    return Math.min(limits.queueBytes, Math.max(LEAST_QUEUE_BYTES, limits.userBytes / sockets));
  }

  return {
    get sockets() {
      return peers.size;
    },
    get subscriptions() {
      return protocol.subscriptions;
    },
    async drain(overMs) {
      draining = true;
      await drainSockets(
        [...peers].map(({ socket }) => socket),
        overMs,
      );
    },
  };
}

/**
 * A client that breaks off needs no action. This stands here and not in the handler, whose scope would stay with the socket,
 * and with it the whole request: 1.5 KiB for each.
 */
function ignore(): void {}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}
