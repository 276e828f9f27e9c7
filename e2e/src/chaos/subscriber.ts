/** A subscriber on the stock graphql-ws client that is cut again and again, and resumes from its last cursor. */
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { Change } from '../testbed/caller.ts';
import { statusOf } from './history.ts';
import type { Stream } from './observed.ts';

/** Whom to subscribe as, and where. */
export interface SubscriberOptions {
  readonly name: string;
  /** Whose deliveries it may see; null: everybody's, as staff. */
  readonly user: string | null;
  readonly token: string;
  /** Asked at each connection: a server to go to. */
  url(): string;
  /** Where the feed stood before the first booking. */
  readonly after: string;
}

/** A running subscriber. Disposing it ends it for good. */
export interface Subscriber extends AsyncDisposable {
  readonly stream: () => Stream;
  /** Drops the connection as a dead network would; it comes back by itself. */
  cut(): void;
}

const SUBSCRIPTION = `subscription ($after: String) {
  deliveryStatusChanged(after: $after) { cursor replayed deliveryId appointmentId channel status attempt error { code } }
}`;

/** Refusals that a server may give in trouble: the subscriber comes again with the same cursor. */
const COME_AGAIN = ['UNAVAILABLE', 'RATE_LIMITED'];

/** Starts it. It reconnects for ever; the newest cursor goes into the payload that the client sends again. */
export function startSubscriber({ name, user, token, url, after }: SubscriberOptions): Subscriber {
  const changes: Stream['changes'][number][] = [];
  const refusals: string[] = [];
  const variables = { after };
  let connections = 0;
  let connected = false;
  let disposed = false;
  const client = createClient({
    url: () => `${url().replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 200 + Math.random() * 300)),
    connectionAckWaitTimeout: 5_000,
    keepAlive: 3_000,
    on: {
      connected() {
        connections += 1;
        connected = true;
      },
      closed() {
        connected = false;
      },
    },
  });

  function subscribe(): void {
    let refused: string | null = null;
    client.subscribe<{ deliveryStatusChanged: Change }>(
      { query: SUBSCRIPTION, variables },
      {
        next({ data, errors }) {
          if (errors !== undefined) refused = String(errors[0]?.extensions?.code ?? errors[0]?.message);
          if (!data) return;
          const { cursor, deliveryId, status, attempt } = data.deliveryStatusChanged;
          changes.push({ deliveryId, status: statusOf(status), attempt });
          variables.after = cursor;
        },
        error(error) {
          if (!disposed) refusals.push(JSON.stringify(error));
        },
        complete() {
          if (disposed) return;
          if (refused !== null && !COME_AGAIN.includes(refused)) refusals.push(refused);
          else setTimeout(subscribe, 300);
        },
      },
    );
  }
  subscribe();

  return {
    stream: () => ({ name, user, changes, reconnects: Math.max(0, connections - 1), refusals }),
    cut() {
      if (connected) client.terminate();
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      await client.dispose();
    },
  };
}
