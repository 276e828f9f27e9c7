/** Subscriptions as most servers have them: graphql-ws, graphql-subscriptions' PubSub, and withFilter for one appointment. */
import { PubSub, withFilter } from 'graphql-subscriptions';
import { type PlainChange, startPlainServer } from '../../e2e/src/feed/plain-server.ts';
import { changeOfPeers as change, serveEngine } from '../src/feed/served-engine.ts';

const pubsub = new PubSub();
let listeners = 0;
const subscribe = withFilter<PlainChange, { appointmentId: string }, unknown>(
  () => pubsub.asyncIterableIterator('changes'),
  (published, args) => published?.appointmentId === args?.appointmentId,
);
const { url } = await startPlainServer(async ({ appointmentId }) => {
  const changes = await subscribe(undefined, { appointmentId: appointmentId ?? '' });
  listeners++;
  return (async function* () {
    for await (const published of changes as AsyncIterable<PlainChange>) yield { deliveryStatusChanged: published };
  })();
});
serveEngine({
  url,
  listeners: () => listeners,
  publish: (own) => void pubsub.publish('changes', { ...change, ...own }),
});
