/**
 * The live transport: WebSockets on `/graphql`. Who may open one, how many there may be, how a dead one is found, and
 * how all are closed when the server stops.
 */
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols } from 'graphql-ws';
import { WebSocket, WebSocketServer } from 'ws';
import { createTokenBucket } from '../auth/rate.ts';
import { isWithin, requestBudget } from '../graphql/validation/json-budget.ts';
import { createCounts } from './counts.ts';
import { closePeer, type Peer } from './peer.ts';
import { createLiveProtocol, type ProtocolLimits, type ProtocolOptions } from './protocol.ts';
import { createCorks, createOutlet } from './socket-writer.ts';

/** How much there may be of everything. */
export interface LiveLimits extends ProtocolLimits {
  readonly sockets: number;
  readonly socketsPerAddress: number;
  readonly socketsOnLoopback: number;
  readonly subscribesPerSecond: number;
  readonly frameBytes: number;
  readonly queueBytes: number;
}

/** However many sockets one user has, so much may wait for the reader of each, in bytes. */
const LEAST_QUEUE_BYTES = 32_768;

/** What the live transport needs. */
export interface LiveOptions extends Omit<ProtocolOptions, 'users'> {
  readonly server: HttpServer;
  readonly limits: LiveLimits;
  /** Whether a browser on this origin may connect; `host` is what it connected to. */
  mayConnect(origin: string | undefined, host: string | undefined): boolean;
  /** From where a request comes, which is what addresses are counted by. */
  addressOf(request: IncomingMessage): string;
  /** Hears, once for each socket that was let in, why it ended. */
  onEnded?(reason: SocketEnd): void;
  /** Hears that a reader was too slow: what it did not read has reached its bound. */
  onOverflow?(): void;
  /** How often each socket is pinged, and how long a pong may take, in milliseconds. @default 12_000 */
  readonly pingMs?: number;
}

/** Why a socket ended, by its close code: few words, so that they can label a metric. */
export type SocketEnd = 'closed' | 'lost' | 'restart' | 'refused' | 'overload' | 'protocol';

/** The open sockets. */
export interface LiveSockets {
  readonly sockets: number;
  readonly subscriptions: number;
  /** Closes all sockets with 1012, in slices over this time, so that not all of them come back at once. */
  drain(overMs: number): Promise<void>;
}

/** How long a socket that was closed has to answer, in milliseconds. */
const CLOSE_MS = 1_000;
/** The types of `ws` do not know it yet (ws 8.23, @types/ws 8.18). */
const CLOSING = { closeTimeout: CLOSE_MS };

/** Serves the live transport on an HTTP server. */
export function serveLive(options: LiveOptions): LiveSockets {
  const { limits, log, pingMs = 12_000, onEnded = ignore, onOverflow = ignore } = options;
  const onShed = () => {
    onOverflow();
    log.warn('a slow reader is closed');
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
    ...CLOSING,
  });

  options.server.on('upgrade', (request, socket, head) => {
    socket.on('error', ignore);
    const [path] = (request.url ?? '').split('?');
    const { origin, host } = request.headers;
    if (path !== '/graphql') return refuseUpgrade(socket, '404 Not Found');
    if (!options.mayConnect(origin, host)) return refuseUpgrade(socket, '403 Forbidden');
    wss.handleUpgrade(request, socket, head, (opened) => take(opened, request));
  });

  function take(socket: WebSocket, request: IncomingMessage): void {
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
    const outlet = createOutlet(socket, { stream, corks, limitBytes: () => queueBytesOf(peer), onShed });
    const subscribes = createTokenBucket(limits.subscribesPerSecond, limits.subscribesPerSecond);
    const peer: Peer = { socket, outlet, subscribes, address, caller: null, expiry: null };
    peers.add(peer);
    const stopPings = startPings(socket, pingMs);
    const closed = openProtocol(peer);
    socket.once('close', (code, reason) => {
      stopPings();
      if (peer.expiry !== null) clearTimeout(peer.expiry);
      peers.delete(peer);
      addresses.remove(address);
      if (peer.caller !== null) users.remove(peer.caller.sub);
      onEnded(endOf(code));
      closed(code, String(reason)).catch((error: unknown) =>
        log.error({ err: error }, 'a socket was not closed cleanly'),
      );
    });
  }

  /** A socket's share of what may wait for the readers of its user, so that there is a bound for all of them. */
  function queueBytesOf({ caller }: Peer): number {
    const sockets = caller === null ? 1 : Math.max(1, users.of(caller.sub));
    return Math.min(limits.queueBytes, Math.max(LEAST_QUEUE_BYTES, limits.userBytes / sockets));
  }

  function openProtocol(peer: Peer): (code: number, reason: string) => Promise<void> {
    const { socket, outlet } = peer;
    return protocol.server.opened(
      {
        protocol: socket.protocol,
        send: (text) => outlet.send(text),
        close: (code = 1000, reason = '') => void closePeer(peer, code, reason),
        onPing: (payload) => outlet.send(pongOf(payload)),
        onMessage(handle) {
          socket.on('message', (data) => {
            const text = String(data);
            if (!isWithin(text, requestBudget)) return closePeer(peer, 4400, 'Too many values');
            handle(text).catch((error: unknown) => {
              if (isUnexpected(error)) return closePeer(peer, 4400, 'Unexpected message');
              log.error({ err: error }, 'a message could not be handled');
              closePeer(peer, 1013, 'Try again later');
            });
          });
        },
      },
      peer,
    );
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
      const all = [...peers];
      await closeInSlices(all, overMs);
      const gone = Promise.all(all.map(goneOf));
      const late = setTimeout(() => {
        for (const { socket } of all) socket.terminate();
      }, CLOSE_MS);
      await gone;
      clearTimeout(late);
    },
  };
}

/** Answers without looking back: a client that stays mute would keep the connection open, and the server from stopping. */
function refuseUpgrade(socket: Duplex, status: string): void {
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
}

/** The same for a socket that is open already. */
function refuseSocket(socket: WebSocket, code: number, reason: string): void {
  closePeer({ socket }, code, reason);
  setTimeout(() => socket.terminate(), CLOSE_MS).unref();
}

/** A pong repeats what came with the ping, if that is short. */
function pongOf(payload: unknown): string {
  const message = JSON.stringify({ type: 'pong', ...(payload !== undefined && { payload }) });
  return message.length > LONGEST_PONG ? '{"type":"pong"}' : message;
}

const LONGEST_PONG = 1_024;

/** A message that is well formed, but the server's to send: graphql-ws throws these words, and has no code for them. */
function isUnexpected(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Unexpected message of type ');
}

/** RFC 6455, 7.4.1, and the codes of graphql-transport-ws. */
function endOf(code: number): SocketEnd {
  if (code === 1000 || code === 1001 || code === 1005) return 'closed';
  if (code === 1006) return 'lost';
  if (code === 1012) return 'restart';
  if (code === 1013) return 'overload';
  return code === 4401 || code === 4403 ? 'refused' : 'protocol';
}

/**
 * A client that breaks off is nobody's problem. It stands here and not in the handler, whose scope would stay with the
 * socket, and with it the whole request: 1.5 KiB for each.
 */
function ignore(): void {}

/** Finds a peer that is dead: it is ended when a pong has not come by the next ping. */
function startPings(socket: WebSocket, everyMs: number): () => void {
  let alive = true;
  socket.on('pong', () => {
    alive = true;
  });
  const pings = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, everyMs);
  return () => clearInterval(pings);
}

const MOST_SLICES = 50;

async function closeInSlices(peers: readonly Peer[], overMs: number): Promise<void> {
  const slices = Math.max(1, Math.min(MOST_SLICES, peers.length));
  const size = Math.ceil(peers.length / slices);
  for (let from = 0; from < peers.length; from += size) {
    if (from > 0) await new Promise((resolve) => setTimeout(resolve, (overMs / slices) * 2 * Math.random()));
    for (const { socket } of peers.slice(from, from + size)) socket.close(1012, 'Service restart');
  }
}

function goneOf({ socket }: Peer): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState === WebSocket.CLOSED) resolve();
    else socket.once('close', () => resolve());
  });
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}
