/** The one port: GraphQL over HTTP and WebSocket, the client's files, health, metrics, and tokens for development. */
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
import { signDevelopmentToken, subjectSchema, type TokenConfig } from './auth/tokens.ts';
import { serveClient } from './client-files.ts';
import { retryAfterOf, statusOfCode } from './graphql/errors.ts';
import { type GraphQLOptions, serveGraphQL } from './graphql/serve-graphql.ts';
import { isWithin, requestBudget } from './graphql/validation/json-budget.ts';
import type { Turns } from './graphql/validation/turns.ts';
import type { Metrics } from './metrics.ts';
import type { Readiness } from './readiness.ts';
import { RequestError } from './request-error.ts';

/** What the HTTP side needs. */
export interface HttpOptions extends GraphQLOptions {
  readonly tokenConfig: TokenConfig;
  readonly developmentTokens: boolean;
  readonly turns: Turns;
  /** Addresses and networks whose `X-Forwarded-For` is trusted to name the caller's address. */
  readonly trustedProxies: readonly string[];
  readonly metrics: Metrics;
  readiness(): Promise<Readiness>;
}

/** What GraphQL over HTTP calls an answer that has its status. */
const RESPONSE_JSON = 'application/graphql-response+json';

const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; " +
    "connect-src 'self' ws: wss:; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
} as const;

/** Builds the HTTP side. The caller starts listening. */
export async function createHttp(options: HttpOptions): Promise<FastifyInstance> {
  const { metrics, log } = options;
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
    reply.headers(SECURITY_HEADERS);
    if (closing) return refuse(request, reply, { status: 503, code: 'UNAVAILABLE', message: 'The server is stopping' });
  });
  app.addHook('onResponse', async (request, reply) => {
    metrics.requests.observe({ method: request.method, status: String(reply.statusCode) }, reply.elapsedTime / 1_000);
  });
  app.setErrorHandler((error: FastifyError | RequestError, request, reply) => answerError(error, request, reply, log));

  parseWithinBudget(app, options.turns);
  await serveGraphQL(app, options);
  serveOperations(app, options);
  if (options.developmentTokens) serveDevelopmentTokens(app, options.tokenConfig);
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

/** JSON in its usual form, unless it is more than a request may hold. */
function parseWithinBudget(app: FastifyInstance, turns: Turns): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    void turns.run(() => {
      if (isWithin(body, requestBudget)) return parse(request, body, done);
      const { values, depth } = requestBudget;
      done(new RequestError('BAD_USER_INPUT', `At most ${values} values are expected, nested ${depth} deep at most`));
    });
  });
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

const tokenRequestSchema = z.object({ sub: subjectSchema, role: z.enum(['customer', 'staff']) });

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

function answerError(
  error: FastifyError | RequestError,
  request: FastifyRequest,
  reply: FastifyReply,
  log: Logger,
): FastifyReply {
  if (error instanceof RequestError) {
    const { code, message, retryAfterMs } = error;
    if (retryAfterMs !== null) reply.header('retry-after', retryAfterOf(retryAfterMs));
    return refuse(request, reply, { status: statusOfCode(code) ?? 400, code, message, retryAfterMs });
  }
  const status = error.statusCode ?? 500;
  if (status >= 500) log.error({ err: error, url: request.url }, 'a request failed');
  return refuse(request, reply, {
    status,
    ...(status >= 500
      ? { message: 'An internal error has occurred', code: 'INTERNAL_SERVER_ERROR' }
      : { message: messageOf(status), code: 'BAD_USER_INPUT' }),
  });
}

/** Why a request is not served, before GraphQL has seen it. */
interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs?: number | null;
}

/** Answers a refusal: on `/graphql` in GraphQL's form, so that its clients can read it. */
function refuse({ url, headers }: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { status, code, message, retryAfterMs = null } = refusal;
  if (!url.startsWith('/graphql')) return reply.code(status).send({ error: message });
  const extensions = {
    code,
    ...(code === 'BAD_USER_INPUT' && { issues: [] }),
    ...(retryAfterMs !== null && { retryAfterMs }),
  };
  if (headers.accept?.includes(RESPONSE_JSON)) reply.type(`${RESPONSE_JSON}; charset=utf-8`);
  return reply.code(status).send({ errors: [{ message, extensions }] });
}

function messageOf(status: number): string {
  switch (status) {
    case 413:
      return 'The request is too large';
    case 415:
      return 'JSON is expected: content-type application/json';
    default:
      return 'The request cannot be read: JSON is expected';
  }
}
