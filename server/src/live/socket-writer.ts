import type { WebSocket } from 'ws';

/** What a subscription writes to. Never throws. */
export interface Outlet {
  send(frame: string): void;
  /** Resolves when what was sent has largely left. */
  readonly drained: Promise<void> | null;
  /** Closes the socket because its reader is too slow. */
  shed(): void;
}

/** A socket as an outlet: frames of one turn of the event loop leave together, and what is not read is bounded. */
export function createOutlet(socket: WebSocket, { stream, corks, limitBytes, onShed }: OutletOptions): Outlet {
  let corkedIn = -1;
  let shed = false;
  function isFull(): boolean {
    if (socket.bufferedAmount <= ALWAYS_BYTES || socket.bufferedAmount <= limitBytes()) return false;
    if (corkedIn === corks.turn) {
      corkedIn = -1;
      stream.uncork(); // what this turn held back counts only if it does not leave now
    }
    return socket.bufferedAmount > limitBytes();
  }
  const outlet: Outlet = {
    send(frame) {
      if (shed || socket.readyState !== socket.OPEN) return;
      if (isFull()) {
        outlet.shed();
        return;
      }
      if (corkedIn !== corks.turn) corkedIn = corks.hold(stream);
      socket.send(frame);
    },
    get drained() {
      if (socket.bufferedAmount < ALWAYS_BYTES || socket.readyState !== socket.OPEN) return null;
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
    shed() {
      if (shed) return;
      shed = true;
      onShed();
      socket.close(1013, 'Too slow');
      setTimeout(() => socket.terminate(), GRACE_MS).unref();
    },
  };
  return outlet;
}

/** Below this nobody asks how much may wait: it is half of what the busiest user's sockets get each. */
const ALWAYS_BYTES = 16_384;

/** What an outlet needs beside its socket. */
export interface OutletOptions {
  /** What the socket writes to. */
  readonly stream: Corkable;
  readonly corks: Corks;
  /** How much may wait for the reader now; so little as {@link ALWAYS_BYTES} always may. */
  limitBytes(): number;
  onShed(): void;
}

/** Holds streams back until the turn of the event loop ends: thousands are released by one callback. */
export interface Corks {
  /** Corks a stream; answers the turn. */
  hold(stream: Corkable): number;
  /** Counts the turns in which something was held back. */
  readonly turn: number;
}

/** Makes the corks of one server. */
export function createCorks(): Corks {
  let held: Corkable[] = [];
  let turn = 0;
  function release(): void {
    const all = held;
    held = [];
    turn += 1;
    for (const stream of all) stream.uncork();
  }
  return {
    get turn() {
      return turn;
    },
    hold(stream) {
      if (held.length === 0) setImmediate(release);
      held.push(stream);
      stream.cork();
      return turn;
    },
  };
}

/** The part of `net.Socket` that an outlet uses. */
export interface Corkable {
  cork(): void;
  uncork(): void;
}

const GRACE_MS = 5_000;
