/** Starts subscriptions to the feed: who may, how much memory one user's may retain, and which of them are equal. */
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { createCounts } from '../auth/counts.ts';
import type { Feed } from '../feed/feed.ts';
import type { Services } from '../graphql/context.ts';
import { RequestError } from '../request-error.ts';
import { selectFeed } from './feed-arguments.ts';
import { createGroups } from './groups.ts';
import type { Peer } from './peer.ts';
import { createSubscription } from './subscription.ts';

/** How much one subscription, or all of one user, may have. */
export interface SubscriptionLimits {
  /** How many changes of one subscription may wait to be rendered. */
  readonly queueChanges: number;
  /** What one user's subscriptions may make the server retain, in bytes; as much again may wait for the clients of their sockets. */
  readonly userBytes: number;
}

/** What starting subscriptions needs. */
export interface SubscriptionsOptions {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly feed: Feed;
  readonly limits: SubscriptionLimits;
  readonly log: Logger;
}

/** A valid operation on the feed, as it came. */
export interface SubscriptionRequest {
  readonly id: string;
  readonly text: string;
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The subscriptions of all sockets. */
export interface Subscriptions {
  /**
   * Starts a subscription.
   *
   * @throws {RequestError} UNAUTHENTICATED, UNAVAILABLE, or RATE_LIMITED when this user's subscriptions retain too much
   * @throws {GraphQLError} BAD_USER_INPUT when the variables do not fit
   */
  start(peer: Peer, request: SubscriptionRequest): Promise<AsyncIterableIterator<never>>;
  /** How many are open. */
  readonly open: number;
}

/** Makes the table of subscriptions. */
export function createSubscriptions({ schema, services, feed, limits, log }: SubscriptionsOptions): Subscriptions {
  const groups = createGroups({ schema, services, feed, log });
  const bytesOfUsers = createCounts();
  let open = 0;
  return {
    get open() {
      return open;
    },
    async start({ caller, writer }, { id, text, document, operationName, variables }) {
      if (caller === null) throw new RequestError('UNAUTHENTICATED', 'A bearer token is needed');
      if (!services.db.migrated) throw new RequestError('UNAVAILABLE', 'The database cannot be used yet');
      const selection = selectFeed(schema, document, operationName, variables);
      const operation = { text, document, operationName, selection, variables };
      const bytes = groups.retainedBytesOf(operation, caller);
      if (!bytesOfUsers.add(caller.sub, limits.userBytes, bytes)) {
        const message = 'Too many subscriptions of one user: close some, or ask for fewer fields';
        throw new RequestError('RATE_LIMITED', message);
      }
      const group = await groups.join(operation, caller).catch((error: unknown) => {
        bytesOfUsers.remove(caller.sub, bytes);
        throw error;
      });
      open++;
      const { after } = selection;
      const { sub } = caller;
      const onEnd = () => {
        group.leave();
        bytesOfUsers.remove(sub, bytes);
        open--;
      };
      return createSubscription({ id, group, after, feed, writer, log, renderLimit: limits.queueChanges, onEnd });
    },
  };
}
