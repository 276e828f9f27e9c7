import WebSocket from 'ws';

/** Sockets that all go where we say, whatever address they are given, and can be cut as a network cuts them. */
export type Cuttable = ReturnType<typeof createCuttable>;

/** Makes the class; `url` is asked for each socket, as a load balancer would be. */
export function createCuttable(url: () => string) {
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
    /** With what they were closed, in that order. */
    closeCodes: closeCodes as readonly number[],
    get opened() {
      return opened;
    },
    /** Stops reading, or goes on: what is sent meanwhile piles up at the sender. */
    setReading(isReading: boolean) {
      for (const socket of sockets) isReading ? socket.resume() : socket.pause();
    },
    /** Ends every socket that is open, with no closing word. */
    cut() {
      for (const socket of sockets) if (socket.readyState === WebSocket.OPEN) socket.terminate();
    },
  };
}
