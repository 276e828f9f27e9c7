/** One socket's messages, between `ws` and graphql-ws. */
import type { Server } from 'graphql-ws';
import type { Logger } from 'pino';
import { isWithin, requestBudget } from '../graphql/validation/json-budget.ts';
import { closeSocket } from './close.ts';
import type { Peer } from './peer.ts';

/** Serves the protocol on a socket. Returns what is to be called when the socket has closed. */
export function connect(
  peer: Peer,
  protocol: Server<Peer>,
  log: Logger,
): (code: number, reason: string) => Promise<void> {
  const { socket, writer } = peer;
  let paused = false;
  /** Reads no further messages until the answers have left: a burst of requests must not look like a slow reader. */
  function pauseUntilDrained(): void {
    if (paused) return;
    const { drained } = writer; // asking sends a ping
    if (drained === null) return;
    paused = true;
    socket.pause();
    void drained.then(() => {
      paused = false;
      socket.resume();
    });
  }
  return protocol.opened(
    {
      protocol: socket.protocol,
      send: (text) => writer.send(text),
      close: (code = 1000, reason = '') => void closeSocket(socket, code, reason),
      onPing: (payload) => writer.send(pongOf(payload)),
      onMessage(handle) {
        socket.on('message', (data) => {
          const text = String(data);
          if (!isWithin(text, requestBudget)) return closeSocket(socket, 4400, 'Too many values');
          handle(text).catch((error: unknown) => {
            if (isUnexpectedMessage(error)) return closeSocket(socket, 4400, 'Unexpected message');
            log.error({ err: error }, 'a message of a socket could not be handled');
            closeSocket(socket, 1013, 'Try again later');
          });
          pauseUntilDrained();
        });
      },
    },
    peer,
  );
}

/** Ends a dead peer: one whose pong has not come by the next ping. Returns what stops the pings. */
export function startPings({ socket }: Peer, everyMs: number): () => void {
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

/** A pong repeats the payload of its ping, if that is short. */
function pongOf(payload: unknown): string {
  const message = JSON.stringify({ type: 'pong', ...(payload !== undefined && { payload }) });
  return message.length > LONGEST_PONG ? '{"type":"pong"}' : message;
}

const LONGEST_PONG = 1_024;

/** A well-formed message that only the server may send: graphql-ws throws these words, and has no code for them. */
function isUnexpectedMessage(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Unexpected message of type ');
}
