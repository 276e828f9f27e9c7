/** A peer: graphql-ws as its documentation has it, with a pubsub in memory. */
import { startPlainServer } from '../../../e2e/src/feed/plain-server.ts';
import { changeOfPeers as change, serveEngine } from './served-engine.ts';

const plain = await startPlainServer();
serveEngine({
  url: plain.url,
  listeners: () => plain.listeners,
  publish: (own) => plain.publish({ ...change, ...own }),
});
