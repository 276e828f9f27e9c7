/**
 * GraphQL over HTTP. In: requests on `/graphql`. Out: answers of the schema's resolvers.
 *
 * A request goes through this room as: this file (who calls, how often they may) → apollo-plugin → validation/check-request
 * (everything that is checked before execution, in order) → resolvers → the domain.
 */
import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { Span, Tracer } from '@belltower/support/traces';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { type Authenticated, authenticateRequest } from '../auth/authenticate-request.ts';
import type { Caller } from '../auth/caller.ts';
import type { RateLimit } from '../auth/rate.ts';
import type { TokenGuard } from '../auth/token-guard.ts';
import { RequestError } from '../request-error.ts';
import { checkAndFinish } from './apollo-plugin.ts';
import { createContext, type GraphQLContext, type Services } from './context.ts';
import { toClientError } from './errors.ts';
import { createLargeBodies, SMALL_BODY } from './large-bodies.ts';
import type { RequestCheck } from './validation/check-request.ts';
import { isWithin, requestBudget } from './validation/json-budget.ts';

/** What serving GraphQL needs. */
export interface GraphQLOptions {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly tokens: TokenGuard;
  readonly introspection: boolean;
  readonly check: RequestCheck;
  readonly rate: RateLimit;
  /** The largest body of a request, in bytes. */
  readonly bodyBytes: number;
  readonly tracer?: Tracer;
  readonly log: Logger;
}

/** Serves `/graphql` over HTTP, once Apollo Server has started. */
export async function serveGraphQL(app: FastifyInstance, options: GraphQLOptions): Promise<void> {
  const { schema, introspection, tracer, log } = options;
  const callers = new WeakMap<FastifyRequest, Caller | null>();
  const largeBodies = createLargeBodies(options.bodyBytes);
  const spans = tracer?.on ? traceRequests(app, tracer) : null;
  const apollo = new ApolloServer<GraphQLContext>({
    schema,
    introspection,
    documentStore: null, // ours serves both transports
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: !introspection,
    formatError: (_formatted, error) => toClientError(error, log),
    logger: log,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      checkAndFinish(options.check, log),
    ],
    stopOnTerminationSignals: false,
    csrfPrevention: true,
  });
  await apollo.start();
  app.addHook('onClose', () => apollo.stop()); // when every request in flight is answered
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    onRequest: async (request, reply) => {
      const { raw } = request;
      if (raw.method === 'GET' && !isCrossSite(raw)) raw.headers['apollo-require-preflight'] = 'checked';
      const { caller, key } = await authenticate(request, options);
      callers.set(request, caller);
      const release = largeBodies.take(key, statedBytesOf(request, options.bodyBytes));
      reply.raw.once('close', release);
    },
    preParsing: async (request, _reply, payload) => {
      const isCounted = callers.get(request) === null && request.headers['content-length'] === undefined;
      return isCounted ? payload.pipe(countingAnonymousBytes()) : payload;
    },
    handler: fastifyApolloHandler(apollo, {
      context: async (request) =>
        createContext(options.services, callers.get(request) ?? null, spans?.get(request)?.traceparent),
    }),
  });
}

/** One span for each GraphQL request, below the caller's own if it has one. */
function traceRequests(app: FastifyInstance, tracer: Tracer): RequestSpans {
  const spans: RequestSpans = new WeakMap();
  app.addHook('onRequest', async (request) => {
    if (!request.url.startsWith('/graphql')) return;
    const { traceparent } = request.headers;
    const parent = typeof traceparent === 'string' ? traceparent : undefined;
    const attributes = { 'http.request.method': request.method, 'url.path': '/graphql' };
    spans.set(request, tracer.start({ name: `${request.method} /graphql`, kind: 'server', parent, attributes }));
  });
  app.addHook('onResponse', async (request, { statusCode }) => {
    const attributes = { 'http.response.status_code': statusCode };
    spans.get(request)?.end({ attributes, ...(statusCode >= 500 && { error: String(statusCode) }) });
  });
  return spans;
}

type RequestSpans = WeakMap<FastifyRequest, Span>;

/**
 * Whether the browser says that another site's page sent it. A GET only reads, and only with a token; so Apollo Server's guard
 * against forged requests, which refuses every plain GET, need not refuse those of programs.
 */
function isCrossSite({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  return site === 'cross-site' || site === 'same-site';
}

/**
 * The caller of a request, known before its body is read. Without a token the body must be small, as the
 * introspection query is: only the schema can be queried.
 *
 * @throws {RequestError} UNAUTHENTICATED, RATE_LIMITED, UNAVAILABLE
 */
async function authenticate(request: FastifyRequest, options: GraphQLOptions): Promise<Authenticated> {
  const { accept = '' } = request.headers;
  if (accept.length > LONGEST_ACCEPT) {
    throw new RequestError('BAD_USER_INPUT', `The header Accept has at most ${LONGEST_ACCEPT} characters`);
  }
  const authenticated = await authenticateRequest(request, options);
  if (authenticated.caller === null && statedBytesOf(request, 0) > SMALL_BODY) throw anonymousBody();
  if (!querySearchWithin(request.url)) {
    throw new RequestError('BAD_USER_INPUT', 'The variables or extensions hold too many values');
  }
  return authenticated;
}

/** Apollo Server compares each type in it with each that it has. Browsers send 200 characters. */
const LONGEST_ACCEPT = 1_024;

/** The bytes that a request's head says its body has; `unstated` for a body whose length it does not say. */
function statedBytesOf({ headers }: FastifyRequest, unstated: number): number {
  return headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : unstated;
}

function anonymousBody(): RequestError {
  return new RequestError('UNAUTHENTICATED', `A bearer token is needed for more than ${SMALL_BODY} bytes`);
}

/** Bounds the body of a request without a token that does not state its length. */
function countingAnonymousBytes(): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > SMALL_BODY) done(anonymousBody());
      else done(null, chunk);
    },
  });
}

function querySearchWithin(url: string): boolean {
  const at = url.indexOf('?');
  if (at === -1) return true;
  return [...new URLSearchParams(url.slice(at + 1)).values()].every((value) => isWithin(value, requestBudget));
}
