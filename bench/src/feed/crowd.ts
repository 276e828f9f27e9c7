/** Many sockets with subscriptions. They are held by this process, which is none of those under measurement. */
import type WebSocket from 'ws';
import { openLiveSocket, subscribe } from '../parts/live-socket.ts';
import { signToken } from '../parts/peer.ts';
import type { Engine } from './engine.ts';

/** What the web client asks for. */
const DOCUMENT = `subscription Watch($appointmentId: ID, $after: String) {
  deliveryStatusChanged(appointmentId: $appointmentId, after: $after) {
    cursor replayed deliveryId appointmentId channel status attempt
    error { code message retryable }
    nextAttemptAt occurredAt
  }
}`;

const PIECE = 100;

/** Open subscriptions. */
export interface Crowd {
  /** How many changes have come, to all of them together. */
  received(): number;
  leave(): void;
}

/** Opens so many, a hundred at a time, and waits until the engine counts them. */
export async function gather(engine: Engine, count: number, own = false): Promise<Crowd> {
  const crowds: Crowd[] = [];
  for (let from = 0; from < count; from += PIECE) {
    crowds.push(await (await connect(engine, Math.min(PIECE, count - from), own, from)).subscribe());
  }
  return {
    received: () => crowds.reduce((sum, crowd) => sum + crowd.received(), 0),
    leave() {
      for (const crowd of crowds) crowd.leave();
    },
  };
}

/** Connects so many, beside `already`. `own`: each is a customer's own; else all are staff's, and equal. */
export async function connect(engine: Engine, count: number, own = false, already = 0) {
  let received = 0;
  const sockets: WebSocket[] = [];
  const desk = await signToken('desk', 'staff');
  const join = async (index: number) => {
    const token = own ? await signToken(customerOf(index), 'customer') : desk;
    const socket = await openLiveSocket(engine.url, token);
    sockets.push(socket);
    socket.on('message', (data) => {
      if (Buffer.isBuffer(data) && data.includes('"type":"next"')) received++;
    });
  };
  for (let from = 0; from < count; from += PIECE) {
    await Promise.all(
      Array.from({ length: Math.min(PIECE, count - from) }, (_, index) => join(already + from + index)),
    );
  }
  return {
    /** Subscribes once on each, or to each of these appointments, evenly; resolves when the engine counts them. */
    async subscribe(appointments?: readonly string[]): Promise<Crowd> {
      const wanted = appointments ?? sockets.map(() => undefined);
      for (const [index, appointmentId] of wanted.entries()) {
        const socket = sockets[index % count];
        if (socket !== undefined)
          subscribe(socket, DOCUMENT, appointmentId === undefined ? undefined : { appointmentId }, String(index));
        // each single appointment is looked up: all at once would wait for the database longer than they may
        if (appointments !== undefined && index % PIECE === PIECE - 1) await engine.listened(already + index + 1);
      }
      await engine.listened(already + wanted.length);
      return {
        received: () => received,
        leave() {
          for (const socket of sockets) socket.terminate();
        },
      };
    },
  };
}

/** Whose the subscription with this number is. */
export function customerOf(index: number): string {
  return `customer-${index}`;
}
