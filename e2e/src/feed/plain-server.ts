/** What one would write without this product: graphql-ws, its documented server, and a pubsub in memory. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { decodeJwt } from 'jose';
import { WebSocketServer } from 'ws';

/** A change as the pubsub carries it. */
export interface PlainChange {
  readonly deliveryId: string;
  readonly appointmentId: string;
  readonly userId: string;
  readonly status: string;
  readonly attempt: number;
}

type Listener = (change: PlainChange) => void;
interface PlainContext {
  readonly sub: string;
  readonly role: unknown;
}

const schema = buildSchema(`
  type Query { up: Boolean }
  type Subscription { deliveryStatusChanged(appointmentId: ID, after: String): Change! }
  type Change {
    cursor: String replayed: Boolean deliveryId: ID! appointmentId: ID! channel: String status: String! attempt: Int!
    error: DeliveryError nextAttemptAt: String occurredAt: String
  }
  type DeliveryError { code: String! message: String! retryable: Boolean! }
`);

type Subscribe = (args: { readonly appointmentId?: string | null }, context: PlainContext) => unknown;

/**
 * Starts a server that publishes what happens now, and replays nothing, on a port of the system's choice. It believes every
 * token: that is not what is compared. `subscribe`: another pubsub than the one in here.
 */
export async function startPlainServer(subscribe?: Subscribe) {
  const listeners = new Set<Listener>();
  const http = createServer();
  const wss = new WebSocketServer({ server: http, path: '/graphql' });
  const ownChanges: Subscribe = ({ appointmentId = null }, { sub, role }) =>
    changesFor(listeners, (change) =>
      appointmentId === null ? role === 'staff' || change.userId === sub : change.appointmentId === appointmentId,
    );
  const protocol = useServer(
    {
      schema,
      roots: { subscription: { deliveryStatusChanged: subscribe ?? ownChanges } },
      context: ({ connectionParams }): PlainContext & Record<PropertyKey, unknown> => {
        const { sub = '', role } = decodeJwt(String(connectionParams?.authorization).slice('Bearer '.length));
        return { sub, role };
      },
    },
    wss,
  );
  await once(http.listen(0, '127.0.0.1'), 'listening');
  const { port } = http.address() as AddressInfo; // a server that listens on a port has one
  return {
    url: `http://127.0.0.1:${port}`,
    get listeners() {
      return listeners.size;
    },
    publish(change: PlainChange) {
      for (const listener of listeners) listener(change);
    },
    async [Symbol.asyncDispose]() {
      await protocol.dispose();
      http.close();
    },
  };
}

/** An async iterable over a pubsub, as the libraries make it: a queue for what is not asked for yet. */
function changesFor(
  listeners: Set<Listener>,
  wanted: (change: PlainChange) => boolean,
): AsyncIterableIterator<{ deliveryStatusChanged: PlainChange }> {
  type Result = IteratorResult<{ deliveryStatusChanged: PlainChange }>;
  const queue: PlainChange[] = [];
  const waiting: ((result: Result) => void)[] = [];
  function listener(change: PlainChange): void {
    if (!wanted(change)) return;
    const take = waiting.shift();
    if (take === undefined) queue.push(change);
    else take({ done: false, value: { deliveryStatusChanged: change } });
  }
  listeners.add(listener);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      const change = queue.shift();
      if (change !== undefined) return Promise.resolve({ done: false, value: { deliveryStatusChanged: change } });
      return new Promise<Result>((resolve) => waiting.push(resolve));
    },
    return() {
      listeners.delete(listener);
      for (const take of waiting.splice(0)) take({ done: true, value: undefined });
      return Promise.resolve({ done: true, value: undefined });
    },
  };
}
