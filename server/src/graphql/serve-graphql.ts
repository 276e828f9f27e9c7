/** GraphQL over HTTP: who calls, how often they may, and what is traced of it. */
import type { IncomingMessage } from 'node:http';
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
import type { Caller } from '../auth/caller.ts';
import type { Tokens } from '../auth/tokens.ts';
import type { RateLimit } from '../rate.ts';
import { RequestError, rateLimited } from '../request-error.ts';
import { finishAnswers } from './answers.ts';
import { createContext, type GraphQLContext, type Services } from './context.ts';
import { graphQLErrorOf, toClientError } from './errors.ts';
import { type DocumentLimits, limitRules } from './limits.ts';
import type { InputRules } from './variable-issues.ts';

/** What answering GraphQL requests needs. */
export interface GraphQLOptions {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly tokens: Tokens;
  readonly introspection: boolean;
  readonly documents: DocumentLimits;
  readonly inputRules: InputRules;
  readonly rate: RateLimit;
  readonly tracer?: Tracer;
  readonly log: Logger;
}

/** Serves `/graphql` over HTTP, once Apollo Server has started. */
export async function serveGraphQL(app: FastifyInstance, options: GraphQLOptions): Promise<void> {
  const { schema, documents, introspection, tracer, log } = options;
  const spans = tracer?.on ? traceRequests(app, tracer) : null;
  const apollo = new ApolloServer<GraphQLContext>({
    schema,
    introspection,
    validationRules: limitRules(documents),
    parseOptions: { maxTokens: documents.tokens },
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: !introspection,
    formatError: (_formatted, error) => toClientError(error, log),
    logger: log,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      finishAnswers(options.inputRules),
    ],
    stopOnTerminationSignals: false,
    csrfPrevention: true,
  });
  await apollo.start();
  app.addHook('onClose', () => apollo.stop()); // when every request in flight is answered
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    onRequest: async ({ raw }) => {
      if (raw.method === 'GET' && !isCrossSite(raw)) raw.headers['apollo-require-preflight'] = 'checked';
    },
    handler: fastifyApolloHandler(apollo, {
      context: (request) => contextOf(request, options, spans?.get(request)?.traceparent),
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
 * Another site's page, as the browser says. A GET only reads, and only for whoever adds a token; so Apollo Server's guard
 * against forged requests, which takes every plain GET for one, need not refuse programs.
 */
function isCrossSite({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  return site === 'cross-site' || site === 'same-site';
}

async function contextOf(
  request: FastifyRequest,
  options: GraphQLOptions,
  traceparent: string | undefined,
): Promise<GraphQLContext> {
  try {
    const caller = await callerOf(request, options.tokens);
    const key = caller?.sub ?? request.ip;
    if (!options.rate.take(key)) throw rateLimited('Too many requests', options.rate.retryAfterMs(key));
    return createContext(options.services, caller, traceparent);
  } catch (error) {
    if (error instanceof RequestError) throw graphQLErrorOf(error);
    throw error;
  }
}

async function callerOf({ headers: { authorization } }: FastifyRequest, tokens: Tokens): Promise<Caller | null> {
  if (authorization === undefined) return null;
  const check = await tokens.check(authorization);
  if (check.kind === 'valid') return check.caller;
  throw new RequestError(
    'UNAUTHENTICATED',
    check.kind === 'expired' ? 'The token has expired' : 'The token is not valid',
  );
}
