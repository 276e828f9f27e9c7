/**
 * The protocol graphql-transport-ws over graphql-ws: what each message leads to. The same checks hold as over HTTP.
 * Subscriptions to the feed go to the hub; everything else is executed as usual.
 */
import type { Span, Tracer } from '@belltower/support/traces';
import { type ExecutionArgs, execute, GraphQLError, type GraphQLSchema, parse } from 'graphql';
import { makeServer, type Server } from 'graphql-ws';
import type { Logger } from 'pino';
import type { RateLimit } from '../auth/rate.ts';
import type { TokenGuard } from '../auth/token-guard.ts';
import type { Feed } from '../feed/feed.ts';
import { createContext, type Services } from '../graphql/context.ts';
import { graphQLErrorOf, MOST_ERRORS, toClientError } from '../graphql/errors.ts';
import type { RequestCheck } from '../graphql/validation/check-request.ts';
import { RequestError, rateLimited } from '../request-error.ts';
import { type Counts, createCounts } from './counts.ts';
import { selectFeed } from './feed-field.ts';
import { createGroups, heldBytesOf } from './groups.ts';
import { endOperationSpan, startOperationSpan } from './operation-span.ts';
import { admit, closePeer, type Peer, type PeerContext } from './peer.ts';
import { createLiveSubscription } from './subscription.ts';

/** How much one socket, or one user, may have. */
export interface ProtocolLimits {
  readonly socketsPerUser: number;
  readonly subscriptionsPerSocket: number;
  readonly queueChanges: number;
  /** What one user's subscriptions may make us hold, in bytes; and as much again may wait for the readers of their sockets. */
  readonly userBytes: number;
  readonly initTimeoutMs: number;
}

/** What the protocol needs. */
export interface ProtocolOptions {
  readonly schema: GraphQLSchema;
  readonly check: RequestCheck;
  readonly services: Services;
  readonly feed: Feed;
  readonly tokens: TokenGuard;
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
  text: string;
  readonly refusal: RequestError | null;
  readonly span: Span | null;
}

/** Makes the protocol. */
export function createLiveProtocol(options: ProtocolOptions): LiveProtocol {
  const { schema, check, services, feed, tokens, rate, users, limits, log, tracer } = options;
  const groups = createGroups({ schema, services, feed, log });
  const held = createCounts();
  let subscriptions = 0;

  const server = makeServer<Record<string, unknown> | undefined, Peer>({
    connectionInitWaitTimeout: limits.initTimeoutMs,
    async onConnect(context) {
      const { extra: peer, connectionParams } = context;
      Object.assign(context, { connectionParams: undefined }); // graphql-ws would keep the token as long as the socket
      try {
        return await admit(peer, connectionParams?.authorization, { tokens, users, perUser: limits.socketsPerUser });
      } catch (error) {
        const isRate = error instanceof RequestError && error.code === 'RATE_LIMITED';
        if (!isRate) log.warn({ err: error }, 'a socket could not be admitted');
        return closePeer(peer, 1013, 'Try again later'); // graphql-ws would close with 4500, which clients do not retry
      }
    },
    onSubscribe(context, id, payload) {
      const { extra: peer } = context;
      const { operationName = null, variables, extensions } = payload;
      const { query } = payload;
      Object.assign(payload, LET_GO); // graphql-ws keeps it as long as the subscription
      if (id.length > LONGEST_ID) {
        closePeer(peer, 4400, `An id has at most ${LONGEST_ID} characters`);
        return [new GraphQLError('The id is too long')]; // nobody reads it any more
      }
      const request = { query, operationName, variables: variables ?? {}, caller: peer.caller };
      const limited = refusalOf(context);
      const checked = limited === null ? check({ ...request, transport: 'websocket' }) : null;
      if (checked?.kind === 'refused document') return checked.errors;
      const document = checked?.document ?? NOTHING;
      const refusal = limited ?? (checked?.kind === 'refused' ? checked.refusal : null);
      const span = startOperationSpan(tracer, { document, operationName, extensions });
      const contextValue: LiveContext = { peer, id, text: checked?.text ?? '', refusal, span };
      return {
        schema,
        document,
        operationName: checked === null ? null : operationName,
        variableValues: variables,
        contextValue,
      };
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
      const told = errors?.slice(0, MOST_ERRORS).map((error) => toClientError(error, log));
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

  async function startFeed(args: ExecutionArgs, live: LiveContext) {
    const { peer, id, text } = live;
    const { document, operationName = null, variableValues } = args;
    const { caller, outlet } = peer;
    if (caller === null) throw new RequestError('UNAUTHENTICATED', 'A bearer token is needed');
    if (!services.db.migrated) throw new RequestError('UNAVAILABLE', 'The database cannot be used yet');
    const variables = variableValues ?? {};
    const selection = selectFeed(schema, document, operationName, variables);
    const operation = { text, document, operationName, selection, variables };
    const bytes = heldBytesOf(operation, caller);
    if (!held.add(caller.sub, limits.userBytes, bytes)) {
      throw new RequestError('RATE_LIMITED', 'Too many subscriptions of one user: close some, or ask for fewer fields');
    }
    const group = await groups.join(operation, caller).catch((error: unknown) => {
      held.remove(caller.sub, bytes);
      throw error;
    });
    Object.assign(args, { document: NOTHING, variableValues: undefined }); // graphql-ws keeps them, and needs neither
    live.text = '';
    subscriptions++;
    const onEnd = () => {
      group.leave();
      held.remove(caller.sub, bytes);
      subscriptions--;
    };
    const { after } = selection;
    return createLiveSubscription({ id, group, after, feed, outlet, log, queue: limits.queueChanges, onEnd });
  }

  return {
    server,
    get subscriptions() {
      return subscriptions;
    },
  };
}

/** Stands in for a document that is not read, or not needed any longer. */
const NOTHING = parse('{ __typename }');
const LET_GO = { query: '', variables: undefined, operationName: undefined, extensions: undefined };
/** Ids are kept with each subscription, and written with each change. */
const LONGEST_ID = 128;

function liveContextOf({ contextValue }: ExecutionArgs): LiveContext {
  return contextValue as LiveContext; // `onSubscribe` has put it there; graphql-js types it as unknown
}

function wrapped(error: unknown): GraphQLError {
  if (error instanceof RequestError) return graphQLErrorOf(error);
  return new GraphQLError('', { originalError: error instanceof Error ? error : new Error(String(error)) });
}
