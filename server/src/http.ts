/** The public port: GraphQL over HTTP and WebSocket, the client's files, health, metrics unless they have a port of their own, and tokens for development. */
import { constants } from 'node:zlib';
import fastifyCompress from '@fastify/compress';
import fastifyCors from '@fastify/cors';
import {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import { z } from 'zod';
import { isOfThisMachine } from './auth/origins.ts';
import type { SignInSettings } from './auth/sign-in.ts';
import { signDevelopmentToken, subjectSchema, type TokenConfig } from './auth/tokens.ts';
import { serveClientConfig } from './client-config.ts';
import { serveClient } from './client-files.ts';
import { serveContracts } from './contract-files.ts';
import { serveExports } from './exports/serve-exports.ts';
import { retryAfterOf, statusOfCode } from './graphql/errors.ts';
import { type GraphQLOptions, serveGraphQL } from './graphql/serve-graphql.ts';
import { isWithin, requestBudget } from './graphql/validation/json-budget.ts';
import type { Turns } from './graphql/validation/turns.ts';
import type { Metrics } from './metrics.ts';
import { type OperationsOptions, serveOperations } from './operations.ts';
import { type InputIssue, RequestError } from './request-error.ts';
import { securityHeaders } from './security-headers.ts';

/** What the HTTP side needs. */
export interface HttpOptions extends GraphQLOptions, OperationsOptions {
  readonly tokenConfig: TokenConfig;
  readonly developmentTokens: boolean;
  /** How people sign in on the web client; null: no provider is set. */
  readonly signIn: SignInSettings | null;
  /** The origins of that provider as they are known now. @default none */
  readonly providerOrigins?: () => readonly string[];
  /** Origins beside our own, whose pages may call, and may have tokens for development. */
  readonly allowedOrigins: readonly string[];
  readonly turns: Turns;
  /** Addresses and networks whose `X-Forwarded-For` is trusted to name the caller's address. */
  readonly trustedProxies: readonly string[];
  readonly metrics: Metrics;
  /** The port that readiness and metrics have to themselves; null: they are served here. */
  readonly metricsPort: number | null;
}

/** What GraphQL over HTTP calls an answer that has its status. */
const RESPONSE_JSON = 'application/graphql-response+json';

/** Builds the HTTP side. The caller starts listening. */
export async function createHttp(options: HttpOptions): Promise<FastifyInstance> {
  const { metrics, log } = options;
  const headers = () => securityHeaders({ providerOrigins: options.providerOrigins?.() ?? [] });
  const loggerInstance: FastifyBaseLogger = log;
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyBytes,
    forceCloseConnections: 'idle',
    return503OnClosing: false, // its answer has a form that GraphQL clients cannot read
    requestTimeout: 30_000,
    trustProxy: options.trustedProxies.length > 0 && [...options.trustedProxies],
  });
  let closing = false;
  const stop = endUnservedConnections(app);
  app.addHook('preClose', async () => {
    closing = true;
    stop();
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers());
    if (closing) return refuse(request, reply, { status: 503, code: 'UNAVAILABLE', message: 'The server is stopping' });
  });
  app.addHook('onResponse', async (request, reply) => {
    metrics.requests.observe({ method: request.method, status: String(reply.statusCode) }, reply.elapsedTime / 1_000);
  });
  app.setErrorHandler((error: FastifyError | RequestError, request, reply) => answerError(error, request, reply, log));

  parseWithinBudget(app, options.turns);
  await app.register(async (scope) => {
    await allowOrigins(scope, options);
    serveExports(scope, options);
    await scope.register(async (graphql) => {
      await compressAnswers(graphql);
      await serveGraphQL(graphql, options);
    });
  });
  app.get('/healthz', () => ({ status: 'ok' }));
  if (options.metricsPort === null) serveOperations(app, options);
  serveContracts(app, options);
  if (options.developmentTokens) serveDevelopmentTokens(app, options);
  serveClientConfig(app, options);
  serveClient(app);
  return app;
}

/** When a stopping server ends connections whose requests have not come in full, and when it ends all of them. */
const LATE_MS = 1_000;
const STOP_MS = 11_000;

/**
 * Keeps silent clients from delaying a stop: `close` waits for every connection on which a request has begun. Requests that
 * are being served are answered first.
 *
 * @returns the function that starts it
 */
function endUnservedConnections(app: FastifyInstance): () => void {
  const served = new Set<FastifyRequest>();
  app.addHook('preHandler', async (request) => {
    served.add(request);
  });
  app.addHook('onResponse', async (request) => {
    served.delete(request);
  });
  app.addHook('onRequestAbort', async (request) => {
    served.delete(request);
  });
  return () => {
    const fromMs = performance.now();
    const timer = setInterval(() => {
      const passedMs = performance.now() - fromMs;
      if (passedMs < LATE_MS || (served.size > 0 && passedMs < STOP_MS)) return;
      app.server.closeAllConnections();
    }, 100);
    app.server.once('close', () => clearInterval(timer));
    timer.unref();
  };
}

/** Smaller answers are not compressed: it would cost more than it saves. In bytes. */
const COMPRESSED_FROM = 2_048;

/** Compresses what `/graphql` answers, as the caller accepts it. */
async function compressAnswers(scope: FastifyInstance): Promise<void> {
  await scope.register(fastifyCompress, {
    globalDecompression: false,
    threshold: COMPRESSED_FROM,
    encodings: ['zstd', 'br', 'gzip'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
    zlibOptions: { level: 5 },
  });
}

/** Lets browsers on the listed origins call `/graphql` and `/export`, and read what it answers. Tokens come in a header, so there are no credentials. */
async function allowOrigins(scope: FastifyInstance, { allowedOrigins }: HttpOptions): Promise<void> {
  if (allowedOrigins.length === 0) return;
  await scope.register(fastifyCors, {
    origin: [...allowedOrigins],
    methods: ['GET', 'POST'],
    exposedHeaders: ['retry-after', 'content-disposition'],
    maxAge: PREFLIGHT_SECONDS,
  });
}

/** How long a browser may remember what it is allowed, in seconds: as long as the strictest does. */
const PREFLIGHT_SECONDS = 7_200;

/** JSON in its usual form, unless it is more than a request may hold. */
function parseWithinBudget(app: FastifyInstance, turns: Turns): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    const { 'content-encoding': encoding = 'identity' } = request.headers;
    if (encoding.toLowerCase() !== 'identity') {
      return done(
        new RequestError('BAD_USER_INPUT', `A body without content-encoding is expected, got ${encoding.slice(0, 20)}`),
      );
    }
    void turns.run(() => {
      if (isWithin(body, requestBudget)) return parse(request, body, done);
      const { values, depth } = requestBudget;
      done(new RequestError('BAD_USER_INPUT', `At most ${values} values are expected, nested ${depth} deep at most`));
    });
  });
}

const tokenRequestSchema = z.object({ sub: subjectSchema, role: z.enum(['customer', 'staff']) });

function serveDevelopmentTokens(app: FastifyInstance, { tokenConfig: config, allowedOrigins }: HttpOptions): void {
  if (config.kind !== 'secret') throw new Error('development tokens need a secret');
  app.post('/dev/token', async (request, reply) => {
    if (!isOfThisMachine(request.headers.host, allowedOrigins)) {
      const error =
        'tokens for development are for this machine alone: localhost as Host is expected, or one of ALLOWED_ORIGINS';
      return await reply.code(404).send({ error });
    }
    const wanted = tokenRequestSchema.safeParse(request.body);
    if (!wanted.success) {
      return await reply.code(400).send({ error: 'expected {"sub": "...", "role": "customer" | "staff"}' });
    }
    return { token: await signDevelopmentToken(config, wanted.data) };
  });
}

function answerError(
  error: FastifyError | RequestError,
  request: FastifyRequest,
  reply: FastifyReply,
  log: Logger,
): FastifyReply {
  if (error instanceof RequestError) {
    const { code, message, retryAfterMs, issues } = error;
    if (retryAfterMs !== null) reply.header('retry-after', retryAfterOf(retryAfterMs));
    const status = code === 'FORBIDDEN' ? 403 : (statusOfCode(code) ?? 400);
    return refuse(request, reply, { status, code, message, retryAfterMs, issues });
  }
  const status = error.statusCode ?? 500;
  if (status >= 500) log.error({ err: error, url: request.url }, 'a request failed');
  return refuse(request, reply, {
    status,
    ...(status >= 500
      ? { message: 'An internal error has occurred', code: 'INTERNAL_SERVER_ERROR' }
      : { message: messageOf(status, request), code: 'BAD_USER_INPUT' }),
  });
}

/** Why a request is not served, before GraphQL has seen it. */
interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs?: number | null;
  /** What is wrong with the parameters, where the answer has a place for it. */
  readonly issues?: readonly InputIssue[];
}

/** Answers a refusal: on `/graphql` in GraphQL's form, so that its clients can read it. */
function refuse({ url, headers }: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { status, code, message, retryAfterMs = null, issues = [] } = refusal;
  if (url.startsWith('/export/')) return reply.code(status).send({ error: message, code, issues });
  if (!url.startsWith('/graphql')) return reply.code(status).send({ error: message });
  const extensions = {
    code,
    ...(code === 'BAD_USER_INPUT' && { issues: [] }),
    ...(retryAfterMs !== null && { retryAfterMs }),
  };
  if (headers.accept?.includes(RESPONSE_JSON)) reply.type(`${RESPONSE_JSON}; charset=utf-8`);
  return reply.code(status).send({ errors: [{ message, extensions }] });
}

function messageOf(status: number, { method }: FastifyRequest): string {
  switch (status) {
    case 413:
      return 'The request is too large';
    case 415:
      return 'JSON is expected: content-type application/json';
    default:
      return method === 'GET' || method === 'HEAD'
        ? 'The request cannot be read: its path or header names nothing that is served'
        : 'The request cannot be read: JSON is expected';
  }
}
