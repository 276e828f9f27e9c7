/** How sockets are closed: with which code, and never waiting for a client that does not answer. */
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';

/** How long a socket that was closed has to answer, in milliseconds. */
export const CLOSE_MS = 1_000;

/** A close frame has no room for a longer reason, in bytes (RFC 6455, 5.5). */
const LONGEST_REASON = 123;

/** Closes a socket. Returns false, so that a check can return its refusal. */
export function closeSocket(socket: WebSocket, code: number, reason: string): false {
  socket.close(code, Buffer.byteLength(reason) > LONGEST_REASON ? '' : reason);
  return false;
}

/** Closes a socket that was never served, and cuts it if the client does not answer. */
export function refuseSocket(socket: WebSocket, code: number, reason: string): void {
  closeSocket(socket, code, reason);
  setTimeout(() => socket.terminate(), CLOSE_MS).unref();
}

/** Answers an upgrade with an HTTP status and cuts it: a mute client would keep the server from stopping. */
export function refuseUpgrade(socket: Duplex, status: string): void {
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
}

/** Why a socket ended: few values, so that they can label a metric. */
export type SocketEnd = 'closed' | 'lost' | 'restart' | 'refused' | 'overload' | 'protocol';

/** Why a socket ended, by its close code (RFC 6455, 7.4.1, and graphql-transport-ws). */
export function socketEndOf(code: number): SocketEnd {
  if (code === 1000 || code === 1001 || code === 1005) return 'closed';
  if (code === 1006) return 'lost';
  if (code === 1012) return 'restart';
  if (code === 1013) return 'overload';
  return code === 4401 || code === 4403 ? 'refused' : 'protocol';
}

const MOST_SLICES = 50;

/**
 * Closes sockets with 1012, in slices over this time with jitter, so that their clients do not reconnect all at once. Those
 * that do not answer are cut. Resolves when all are closed.
 */
export async function drainSockets(sockets: readonly WebSocket[], overMs: number): Promise<void> {
  const slices = Math.max(1, Math.min(MOST_SLICES, sockets.length));
  const size = Math.ceil(sockets.length / slices);
  for (let from = 0; from < sockets.length; from += size) {
    if (from > 0) await new Promise((resolve) => setTimeout(resolve, (overMs / slices) * 2 * Math.random()));
    for (const socket of sockets.slice(from, from + size)) socket.close(1012, 'Service restart');
  }
  const closed = Promise.all(sockets.map(untilClosed));
  const late = setTimeout(() => {
    for (const socket of sockets) socket.terminate();
  }, CLOSE_MS);
  await closed;
  clearTimeout(late);
}

function untilClosed(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState === WebSocket.CLOSED) resolve();
    else socket.once('close', () => resolve());
  });
}
