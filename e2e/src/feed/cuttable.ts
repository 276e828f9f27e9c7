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
}

/** Makes the class; `url` is asked for each socket, as a load balancer would be. */
export function createCuttable(url: () => string): Cuttable {
  const sockets = new Set<WebSocket>();
  class CuttableSocket extends WebSocket {
    constructor(_address: string | URL, protocols?: string | string[]) {
      super(`${url().replace('http', 'ws')}/graphql`, protocols);
      sockets.add(this);
      this.once('close', () => sockets.delete(this));
    }
  }
  return {
    WebSocket: CuttableSocket,
    cut() {
      for (const socket of sockets) if (socket.readyState === WebSocket.OPEN) socket.terminate();
    },
  };
}
