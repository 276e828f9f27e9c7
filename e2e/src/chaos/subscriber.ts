/** A subscriber on the stock graphql-ws client that is cut again and again, and resumes from its last cursor. */
import { type ClientOptions, startClient } from '../feed/clients.ts';
import { statusOf } from './history.ts';
import type { Stream } from './observed.ts';

/** A running subscriber. Disposing it ends it for good. */
export type Subscriber = ReturnType<typeof startSubscriber>;

/** Starts it. It reconnects for ever, to whatever server `url` then says; `user` null: it sees everybody's, as staff. */
export function startSubscriber({
  name,
  user,
  ...where
}: Pick<Stream, 'name' | 'user'> & Pick<ClientOptions, 'token' | 'url' | 'after'>) {
  const offlineMs = () => 200 + Math.random() * 300;
  const client = startClient({ kind: 'graphql-ws', appointmentId: null, offlineMs, ...where });
  return {
    stream: (): Stream => ({
      name,
      user,
      changes: client.changes.map(({ deliveryId, status, attempt }) => ({
        deliveryId,
        status: statusOf(status),
        attempt,
      })),
      reconnects: Math.max(0, client.opened - 1),
      refusals: client.refusals,
    }),
    /** Drops the connection as a dead network would; it comes back by itself. */
    cut: client.cut,
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}
