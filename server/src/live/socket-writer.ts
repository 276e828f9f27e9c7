import type { WebSocket } from 'ws';

/** Writes the frames of subscriptions to one socket. Never throws. */
export interface SocketWriter {
  send(frame: string): void;
  /** Resolves when most of what was sent has left; null when it has. */
  readonly drained: Promise<void> | null;
  /** Closes the socket because its client reads too slowly. */
  disconnectSlowClient(): void;
}

/** Makes a writer: frames of one tick of the event loop leave together, and what the client has not read is bounded. */
export function createSocketWriter(socket: WebSocket, options: SocketWriterOptions): SocketWriter {
  const { stream, corks, limitBytes, onSlowClient } = options;
  let corkedIn = -1;
  let disconnected = false;
  function isFull(): boolean {
    if (socket.bufferedAmount <= FREE_BYTES || socket.bufferedAmount <= limitBytes()) return false;
    if (corkedIn === corks.tick) {
      corkedIn = -1;
      stream.uncork(); // what this tick has corked counts only if it does not leave now
    }
    return socket.bufferedAmount > limitBytes();
  }
  const writer: SocketWriter = {
    send(frame) {
      if (disconnected || socket.readyState !== socket.OPEN) return;
      if (isFull()) {
        writer.disconnectSlowClient();
        return;
      }
      if (corkedIn !== corks.tick) corkedIn = corks.cork(stream);
      socket.send(frame);
    },
    get drained() {
      if (socket.bufferedAmount < FREE_BYTES || socket.readyState !== socket.OPEN) return null;
      if (socket.bufferedAmount < limitBytes() / 4) return null;
      return new Promise<void>((resolve) => {
        function flushed(): void {
          socket.off('close', flushed);
          resolve();
        }
        socket.once('close', flushed);
        socket.ping(undefined, undefined, flushed); // its callback comes when everything before it has left
      });
    },
    disconnectSlowClient() {
      if (disconnected) return;
      disconnected = true;
      onSlowClient();
      socket.close(1013, 'Too slow');
      setTimeout(() => socket.terminate(), GRACE_MS).unref();
    },
  };
  return writer;
}

/** So much may always wait for a client, in bytes, without asking for its limit: half of the least share of a user's socket. */
const FREE_BYTES = 16_384;

/** How long a slow client has to read the close frame, in milliseconds. */
const GRACE_MS = 5_000;

/** What a writer needs beside its socket. */
export interface SocketWriterOptions {
  /** The stream that the socket writes to. */
  readonly stream: Corkable;
  readonly corks: Corks;
  /** How much may wait for the client now, in bytes; {@link FREE_BYTES} always may. */
  limitBytes(): number;
  /** Called once, before the socket is closed. */
  onSlowClient(): void;
}

/** Corks streams until the tick of the event loop ends: thousands are uncorked by one callback. */
export interface Corks {
  /** Corks a stream; returns the tick. */
  cork(stream: Corkable): number;
  /** Counts the ticks in which a stream was corked. */
  readonly tick: number;
}

/** Makes the corks of one server. */
export function createCorks(): Corks {
  let corked: Corkable[] = [];
  let tick = 0;
  function uncorkAll(): void {
    const all = corked;
    corked = [];
    tick += 1;
    for (const stream of all) stream.uncork();
  }
  return {
    get tick() {
      return tick;
    },
    cork(stream) {
      if (corked.length === 0) setImmediate(uncorkAll);
      corked.push(stream);
      stream.cork();
      return tick;
    },
  };
}

/** The part of `net.Socket` that a writer uses. */
export interface Corkable {
  cork(): void;
  uncork(): void;
}
