/**
 * The protocol graphql-transport-ws over graphql-ws: what each message leads to. Requests are checked as over HTTP, by the
 * same code. Subscriptions go to the feed; queries and mutations are executed as usual.
 */
import type { Span, Tracer } from '@belltower/support/traces';
import { type ExecutionArgs, execute, GraphQLError, parse } from 'graphql';
import { makeServer, type Server } from 'graphql-ws';
import type { Counts } from '../auth/counts.ts';
import type { RateLimit } from '../auth/rate.ts';
import type { TokenGuard } from '../auth/token-guard.ts';
import { createContext } from '../graphql/context.ts';
import { graphQLErrorOf, MOST_ERRORS, toClientError } from '../graphql/errors.ts';
import type { RequestCheck } from '../graphql/validation/check-request.ts';
import { RequestError, rateLimited } from '../request-error.ts';
import { authenticate, authorizationIn } from './authenticate.ts';
import { closeSocket } from './close.ts';
import { endOperationSpan, startOperationSpan } from './operation-span.ts';
import type { Peer, PeerContext } from './peer.ts';
import { createSubscriptions, type SubscriptionLimits, type SubscriptionsOptions } from './start-subscription.ts';

/** How much one socket, or one user, may have. */
export interface ProtocolLimits extends SubscriptionLimits {
  readonly socketsPerUser: number;
  readonly subscriptionsPerSocket: number;
  readonly initTimeoutMs: number;
}

/** What the protocol needs. */
export interface ProtocolOptions extends SubscriptionsOptions {
  readonly check: RequestCheck;
  readonly tokens: TokenGuard;
  readonly rate: RateLimit;
  /** The sockets of each user. */
  readonly users: Counts;
  readonly limits: ProtocolLimits;
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
  const { schema, check, services, tokens, rate, users, limits, log, tracer } = options;
  const subscriptions = createSubscriptions(options);

  const server = makeServer<Record<string, unknown> | undefined, Peer>({
    connectionInitWaitTimeout: limits.initTimeoutMs,
    async onConnect(context) {
      const { extra: peer, connectionParams } = context;
      Object.assign(context, { connectionParams: undefined }); // graphql-ws would keep the token as long as the socket
      const authorization = authorizationIn(connectionParams) ?? peer.authorization;
      peer.authorization = null; // as long as it is needed
      try {
        return await authenticate(peer, authorization, { tokens, users, perUser: limits.socketsPerUser });
      } catch (error) {
        const isRate = error instanceof RequestError && error.code === 'RATE_LIMITED';
        if (!isRate) log.warn({ err: error }, 'a socket could not be authenticated');
        return closeSocket(peer.socket, 1013, 'Try again later'); // graphql-ws would close with 4500, which clients do not retry
      }
    },
    async onSubscribe(context, id, payload) {
      const { extra: peer } = context;
      const { operationName = null, variables, extensions } = payload;
      const { query } = payload;
      Object.assign(payload, RELEASED); // graphql-ws keeps the payload as long as the subscription
      if (id.length > LONGEST_ID) {
        closeSocket(peer.socket, 4400, `An id has at most ${LONGEST_ID} characters`);
        return [graphQLErrorOf(new RequestError('BAD_USER_INPUT', 'The id is too long'))]; // not sent: the socket is closing
      }
      const request = { query, operationName, variables: variables ?? {}, caller: peer.caller };
      const limited = limitRefusalOf(context);
      const checked = limited === null ? await check({ ...request, transport: 'websocket' }) : null;
      if (checked?.kind === 'refused document') return checked.errors;
      const document = checked?.document ?? PLACEHOLDER;
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
      const { document, operationName = null, variableValues } = args;
      try {
        if (live.refusal !== null) throw live.refusal;
        const variables = variableValues ?? {};
        const request = { id: live.id, text: live.text, document, operationName, variables };
        const subscription = await subscriptions.start(live.peer, request);
        Object.assign(args, { document: PLACEHOLDER, variableValues: undefined }); // graphql-ws keeps them, and needs neither
        live.text = '';
        live.span?.end();
        return subscription;
      } catch (error) {
        return { errors: [error instanceof GraphQLError ? error : wrapped(error)] };
      }
    },
    onNext(_context, _id, _payload, args, { data, errors }) {
      const shown = errors?.slice(0, MOST_ERRORS).map((error) => toClientError(error, log));
      endOperationSpan(liveContextOf(args).span, shown);
      return shown && { ...(data !== undefined && { data }), errors: shown };
    },
    onError: (_context, _id, _payload, errors) => errors.map((error) => toClientError(error, log)),
  });

  function limitRefusalOf({ extra: peer, subscriptions: open }: PeerContext): RequestError | null {
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

  return {
    server,
    get subscriptions() {
      return subscriptions.open;
    },
  };
}

/** Stands in for a document that is not read, or no longer needed. */
const PLACEHOLDER = parse('{ __typename }');
const RELEASED = { query: '', variables: undefined, operationName: undefined, extensions: undefined };
/** Ids are kept with each subscription, and written with each change. */
const LONGEST_ID = 128;

function liveContextOf({ contextValue }: ExecutionArgs): LiveContext {
  return contextValue as LiveContext; // `onSubscribe` has put it there; graphql-js types it as unknown
}

function wrapped(error: unknown): GraphQLError {
  if (error instanceof RequestError) return graphQLErrorOf(error);
  return new GraphQLError('', { originalError: error instanceof Error ? error : new Error(String(error)) });
}
