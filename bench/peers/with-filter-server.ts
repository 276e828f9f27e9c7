/** Subscriptions as most servers have them: graphql-ws, graphql-subscriptions' PubSub, and withFilter for one appointment. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema } from 'graphql';
import { PubSub, withFilter } from 'graphql-subscriptions';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { changeOfPeers as change, type EngineChange, serveEngine } from '../src/feed/served-engine.ts';

const pubsub = new PubSub();
const http = createServer();
let listeners = 0;
const subscribe = withFilter<EngineChange, { appointmentId: string }, unknown>(
  () => pubsub.asyncIterableIterator('changes'),
  (published, args) => published?.appointmentId === args?.appointmentId,
);
useServer(
  {
    schema: buildSchema(`
      type Query { up: Boolean }
      type Subscription { deliveryStatusChanged(appointmentId: ID, after: String): Change! }
      type Change {
        cursor: String replayed: Boolean deliveryId: ID! appointmentId: ID! channel: String status: String! attempt: Int!
        error: DeliveryError nextAttemptAt: String occurredAt: String
      }
      type DeliveryError { code: String! message: String! retryable: Boolean! }
    `),
    roots: {
      subscription: {
        async deliveryStatusChanged(args: { appointmentId: string }) {
          const changes = await subscribe(undefined, args);
          listeners++;
          return (async function* () {
            for await (const published of changes as AsyncIterable<EngineChange>)
              yield { deliveryStatusChanged: published };
          })();
        },
      },
    },
  },
  new WebSocketServer({ server: http, path: '/graphql' }),
);
await once(http.listen(0, '127.0.0.1'), 'listening');
serveEngine({
  url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
  listeners: () => listeners,
  publish: (own) => void pubsub.publish('changes', { ...change, ...own }),
});
