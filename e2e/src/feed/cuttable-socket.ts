import WebSocket from 'ws';

/** Sockets that all go where we say, whatever address they are given, and can be cut as a network cuts them. */
export interface Cuttable {
  /** For clients that take a WebSocket class. */
  readonly WebSocket: new (
    address: string | URL,
    protocols?: string | string[],
  ) => WebSocket;
  /** Ends every socket that is open, with no closing word. */
  cut(): void;
  /** Stops reading, or goes on: what is sent meanwhile piles up at the sender. */
  setReading(isReading: boolean): void;
  /** How many sockets were opened so far. */
  readonly opened: number;
  /** With what they were closed, in that order. */
  readonly closeCodes: readonly number[];
}

/** Makes the class; `url` is asked for each socket, as a load balancer would be. */
export function createCuttable(url: () => string): Cuttable {
  const sockets = new Set<WebSocket>();
  let opened = 0;
  const closeCodes: number[] = [];
  class CuttableSocket extends WebSocket {
    constructor(_address: string | URL, protocols?: string | string[]) {
      super(`${url().replace('http', 'ws')}/graphql`, protocols);
      sockets.add(this);
      this.once('open', () => opened++);
      this.once('close', (code) => {
        sockets.delete(this);
        closeCodes.push(code);
      });
    }
  }
  return {
    WebSocket: CuttableSocket,
    closeCodes,
    get opened() {
      return opened;
    },
    setReading(isReading) {
      for (const socket of sockets) isReading ? socket.resume() : socket.pause();
    },
    cut() {
      for (const socket of sockets) if (socket.readyState === WebSocket.OPEN) socket.terminate();
    },
  };
}
