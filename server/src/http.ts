/** The one port: GraphQL over HTTP and WebSocket, the client's files, health, metrics, and tokens for development. */
import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { Span, Tracer } from '@belltower/traces';
import fastifyStatic from '@fastify/static';
import {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Caller } from './auth/caller.ts';
import { signDevelopmentToken, type TokenConfig, type Tokens } from './auth/tokens.ts';
import { finishAnswers } from './graphql/answers.ts';
import { createContext, type GraphQLContext, type Services } from './graphql/context.ts';
import { graphQLErrorOf, toClientError } from './graphql/errors.ts';
import { type DocumentLimits, limitRules } from './graphql/limits.ts';
import type { InputRules } from './graphql/variable-issues.ts';
import type { Metrics } from './metrics.ts';
import type { RateLimit } from './rate.ts';
import { RequestError } from './request-error.ts';

/** Whether the server can take a booking and answer queries, and how the event log is. */
export interface Readiness {
  readonly ready: boolean;
  readonly body: Readonly<Record<string, string>>;
}

/** What the HTTP side needs. */
export interface HttpOptions {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly tokens: Tokens;
  readonly tokenConfig: TokenConfig;
  readonly developmentTokens: boolean;
  readonly introspection: boolean;
  readonly documents: DocumentLimits;
  readonly inputRules: InputRules;
  readonly bodyBytes: number;
  readonly rate: RateLimit;
  readonly metrics: Metrics;
  readonly tracer?: Tracer;
  readiness(): Promise<Readiness>;
  readonly log: Logger;
}

const CLIENT = fileURLToPath(new URL('../../client/dist/', import.meta.url));
const NOT_BUILT = 'The web client is not built. Build it with: npm run build -w client\n';

const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; " +
    "connect-src 'self' ws: wss:; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
} as const;

/** Builds the HTTP side; it listens when its caller says so. */
export async function createHttp(options: HttpOptions): Promise<FastifyInstance> {
  const { metrics, log } = options;
  const loggerInstance: FastifyBaseLogger = log;
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyBytes,
    forceCloseConnections: 'idle',
    requestTimeout: 30_000,
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(SECURITY_HEADERS);
  });
  app.addHook('onResponse', async (request, reply) => {
    metrics.requests.observe({ method: request.method, status: String(reply.statusCode) }, reply.elapsedTime / 1_000);
  });
  const spans = options.tracer?.on ? traceRequests(app, options.tracer) : null;
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply, log));

  await serveGraphQL(app, options, spans);
  serveOperations(app, options);
  if (options.developmentTokens) serveDevelopmentTokens(app, options.tokenConfig);
  serveClient(app);
  return app;
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

async function serveGraphQL(app: FastifyInstance, options: HttpOptions, spans: RequestSpans | null): Promise<void> {
  const { schema, documents, introspection, log } = options;
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
  options: HttpOptions,
  traceparent: string | undefined,
): Promise<GraphQLContext> {
  try {
    const caller = await callerOf(request, options.tokens);
    if (!options.rate.take(caller?.sub ?? request.ip)) throw new RequestError('RATE_LIMITED', 'Too many requests');
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

function serveOperations(app: FastifyInstance, { readiness, metrics }: HttpOptions): void {
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const { ready, body } = await readiness();
    return await reply.code(ready ? 200 : 503).send(body);
  });
  app.get('/metrics', async (_request, reply) => {
    return await reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

const tokenRequestSchema = z.object({ sub: z.string().min(1).max(255), role: z.enum(['customer', 'staff']) });

function serveDevelopmentTokens(app: FastifyInstance, config: TokenConfig): void {
  if (config.kind !== 'secret') throw new Error('development tokens need a secret');
  app.post('/dev/token', async (request, reply) => {
    const wanted = tokenRequestSchema.safeParse(request.body);
    if (!wanted.success) {
      return await reply.code(400).send({ error: 'expected {"sub": "...", "role": "customer" | "staff"}' });
    }
    return { token: await signDevelopmentToken(config, wanted.data) };
  });
}

/** The client is looked for when it is asked for: it may be built while we run. Files with a hash in their name never change. */
function serveClient(app: FastifyInstance): void {
  app.register(fastifyStatic, {
    root: import.meta.dirname, // never served from: each file names its own root
    serve: false,
    preCompressed: true,
    setHeaders(reply, path) {
      reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  const page = (file: string) => async (_request: FastifyRequest, reply: FastifyReply) => {
    if (!existsSync(`${CLIENT}${file}`)) return await reply.code(503).type('text/plain').send(NOT_BUILT);
    return await reply.sendFile(file, CLIENT);
  };
  app.get('/', page('index.html'));
  app.get('/playground', page('playground.html'));
  app.get<{ Params: { '*': string } }>('/*', async (request, reply) => {
    if (!existsSync(CLIENT)) return reply.callNotFound();
    return await reply.sendFile(request.params['*'], CLIENT);
  });
}

function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply, log: Logger): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status >= 500) log.error({ err: error, url: request.url }, 'a request failed');
  const [message, code] =
    status >= 500 ? ['An internal error has occurred', 'INTERNAL_SERVER_ERROR'] : [toldOf(status), 'BAD_USER_INPUT'];
  if (!request.url.startsWith('/graphql')) return reply.code(status).send({ error: message });
  return reply
    .code(status)
    .send({ errors: [{ message, extensions: code === 'BAD_USER_INPUT' ? { code, issues: [] } : { code } }] });
}

function toldOf(status: number): string {
  switch (status) {
    case 413:
      return 'The request is too large';
    case 415:
      return 'JSON is expected: content-type application/json';
    default:
      return 'The request cannot be read: JSON is expected';
  }
}
