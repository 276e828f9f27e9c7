/**
 * The protocol graphql-transport-ws over graphql-ws: what each message leads to. The same checks hold as over HTTP.
 * Subscriptions to the feed go to the hub; everything else is executed as usual.
 */
import type { Span, Tracer } from '@belltower/support/traces';
import { type ExecutionArgs, execute, GraphQLError, type GraphQLSchema } from 'graphql';
import { makeServer, type Server } from 'graphql-ws';
import type { Logger } from 'pino';
import type { Tokens } from '../auth/tokens.ts';
import type { Feed } from '../deliveries/feed.ts';
import type { RateLimit } from '../rate.ts';
import { badInput, RequestError, rateLimited } from '../request-error.ts';
import { createContext, type Services } from './context.ts';
import type { Counts } from './counts.ts';
import { graphQLErrorOf, toClientError } from './errors.ts';
import { selectFeed } from './feed-field.ts';
import { createGroups } from './live-groups.ts';
import { admit, closePeer, type Peer, type PeerContext } from './live-peer.ts';
import { endOperationSpan, startOperationSpan } from './live-span.ts';
import { createLiveSubscription } from './live-subscription.ts';
import type { Operations } from './operations.ts';
import { type InputRules, variableIssues } from './variable-issues.ts';

/** How much one socket, or one user, may have. */
export interface ProtocolLimits {
  readonly socketsPerUser: number;
  readonly subscriptionsPerSocket: number;
  readonly queueChanges: number;
  readonly initTimeoutMs: number;
}

/** What the protocol needs. */
export interface ProtocolOptions {
  readonly schema: GraphQLSchema;
  readonly operations: Operations;
  readonly inputRules: InputRules;
  readonly services: Services;
  readonly feed: Feed;
  readonly tokens: Tokens;
  readonly rate: RateLimit;
  readonly users: Counts;
  readonly limits: ProtocolLimits;
  readonly log: Logger;
  readonly tracer?: Tracer;
}

/** The protocol of all sockets. */
export interface LiveProtocol {
  readonly server: Server<Peer>;
  /** How many subscriptions to the feed are open. */
  readonly subscriptions: number;
}

/** What an operation is executed with, besides what graphql-js wants. */
interface LiveContext {
  readonly peer: Peer;
  readonly id: string;
  readonly text: string;
  readonly refusal: RequestError | null;
  readonly span: Span | null;
}

/** Makes the protocol. */
export function createLiveProtocol(options: ProtocolOptions): LiveProtocol {
  const { schema, operations, services, feed, tokens, rate, users, limits, log, tracer } = options;
  const groups = createGroups({ schema, services, feed, log });
  let subscriptions = 0;

  const server = makeServer<Record<string, unknown> | undefined, Peer>({
    connectionInitWaitTimeout: limits.initTimeoutMs,
    async onConnect(context) {
      const { extra: peer, connectionParams } = context;
      Object.assign(context, { connectionParams: undefined }); // graphql-ws would keep the token as long as the socket
      try {
        return await admit(peer, connectionParams?.authorization, { tokens, users, perUser: limits.socketsPerUser });
      } catch (error) {
        log.warn({ err: error }, 'a socket could not be admitted');
        return closePeer(peer, 1013, 'Try again later'); // graphql-ws would close with 4500, which clients do not retry
      }
    },
    onSubscribe(context, id, payload) {
      const operation = operations.read(payload.query);
      if (operation.kind === 'refused') return operation.errors;
      const { text, document } = operation;
      const { operationName = null, variables = {}, extensions } = payload;
      Object.assign(payload, { query: text }); // graphql-ws keeps it: one copy for all who ask the same
      const issues = variableIssues(schema, document, operationName, variables ?? {}, options.inputRules);
      const refusal = refusalOf(context) ?? (issues.length > 0 ? badInput(issues) : null);
      const span = startOperationSpan(tracer, { document, operationName, extensions });
      const contextValue: LiveContext = { peer: context.extra, id, text, refusal, span };
      return { schema, document, operationName, variableValues: variables, contextValue };
    },
    async execute(args: ExecutionArgs) {
      const { refusal, peer, span } = liveContextOf(args);
      if (refusal !== null) return { errors: [graphQLErrorOf(refusal)] };
      return await execute({ ...args, contextValue: createContext(services, peer.caller, span?.traceparent) });
    },
    async subscribe(args: ExecutionArgs) {
      const live = liveContextOf(args);
      try {
        if (live.refusal !== null) throw live.refusal;
        const stream = await startFeed(args, live);
        live.span?.end();
        return stream;
      } catch (error) {
        return { errors: [error instanceof GraphQLError ? error : wrapped(error)] };
      }
    },
    onNext(_context, _id, _payload, args, { data, errors }) {
      const told = errors?.map((error) => toClientError(error, log));
      endOperationSpan(liveContextOf(args).span, told);
      return told && { ...(data !== undefined && { data }), errors: told };
    },
    onError: (_context, _id, _payload, errors) => errors.map((error) => toClientError(error, log)),
  });

  function refusalOf({ extra: peer, subscriptions: open }: PeerContext): RequestError | null {
    const nowMs = performance.now();
    if (!peer.subscribes.take(nowMs)) {
      return rateLimited('Too many operations at once', peer.subscribes.retryAfterMs(nowMs));
    }
    const key = peer.caller?.sub ?? peer.address;
    if (!rate.take(key)) return rateLimited('Too many requests', rate.retryAfterMs(key));
    if (Object.keys(open).length > limits.subscriptionsPerSocket) {
      return new RequestError('RATE_LIMITED', 'Too many subscriptions on one socket');
    }
    return null;
  }

  async function startFeed(args: ExecutionArgs, { peer, id, text }: LiveContext) {
    const { document, operationName = null, variableValues } = args;
    const { caller, outlet } = peer;
    if (caller === null) throw new RequestError('UNAUTHENTICATED', 'A bearer token is needed');
    if (!services.db.migrated) throw new RequestError('UNAVAILABLE', 'The database cannot be used yet');
    const variables = variableValues ?? {};
    const selection = selectFeed(schema, document, operationName, variables);
    const group = await groups.join({ text, document, operationName, selection, variables }, caller);
    subscriptions++;
    const onEnd = () => {
      group.leave();
      subscriptions--;
    };
    return createLiveSubscription({
      id,
      group,
      after: selection.after,
      feed,
      outlet,
      log,
      queue: limits.queueChanges,
      onEnd,
    });
  }

  return {
    server,
    get subscriptions() {
      return subscriptions;
    },
  };
}

function liveContextOf({ contextValue }: ExecutionArgs): LiveContext {
  return contextValue as LiveContext; // `onSubscribe` has put it there; graphql-js types it as unknown
}

function wrapped(error: unknown): GraphQLError {
  if (error instanceof RequestError) return graphQLErrorOf(error);
  return new GraphQLError('', { originalError: error instanceof Error ? error : new Error(String(error)) });
}
