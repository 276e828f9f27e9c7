/** A peer: graphql-ws as its documentation has it, with a pubsub in memory. */
import { randomUUID } from 'node:crypto';
import { startPlainServer } from '../../../e2e/src/feed/plain-server.ts';
import { serveEngine } from './served-engine.ts';

const plain = await startPlainServer();
const change = {
  cursor: 'x'.repeat(80),
  replayed: false,
  deliveryId: randomUUID(),
  appointmentId: randomUUID(),
  channel: 'EMAIL',
  status: 'SENDING',
  error: { code: 'PROVIDER_UNAVAILABLE', message: '451 try again later', retryable: true },
  nextAttemptAt: null,
  occurredAt: '2026-02-13T17:00:01.250Z',
};
serveEngine({
  url: plain.url,
  listeners: () => plain.listeners,
  publish: ({ userId, attempt }) => plain.publish({ ...change, userId, attempt }),
});
