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
import { signDevelopmentToken, type TokenConfig } from './auth/tokens.ts';
import { serveClient } from './client-files.ts';
import { type GraphQLOptions, serveGraphQL } from './graphql/serve-graphql.ts';
import type { Metrics } from './metrics.ts';

/** Whether the server can take a booking and answer queries, and how the event log is. */
export interface Readiness {
  readonly ready: boolean;
  readonly body: Readonly<Record<string, string>>;
}

/** What the HTTP side needs. */
export interface HttpOptions extends GraphQLOptions {
  readonly tokenConfig: TokenConfig;
  readonly developmentTokens: boolean;
  readonly bodyBytes: number;
  readonly metrics: Metrics;
  readiness(): Promise<Readiness>;
}

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
    return503OnClosing: false, // it would answer in a form that no GraphQL client reads
    requestTimeout: 30_000,
  });
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    if (closing) return refuse(request, reply, { status: 503, code: 'UNAVAILABLE', message: 'The server is stopping' });
  });
  app.addHook('onResponse', async (request, reply) => {
    metrics.requests.observe({ method: request.method, status: String(reply.statusCode) }, reply.elapsedTime / 1_000);
  });
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply, log));

  await serveGraphQL(app, options);
  serveOperations(app, options);
  if (options.developmentTokens) serveDevelopmentTokens(app, options.tokenConfig);
  serveClient(app);
  return app;
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

function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply, log: Logger): FastifyReply {
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
}

/** Answers a refusal: on `/graphql` in GraphQL's form, so that its clients can read it. */
function refuse({ url }: FastifyRequest, reply: FastifyReply, { status, code, message }: Refusal): FastifyReply {
  if (!url.startsWith('/graphql')) return reply.code(status).send({ error: message });
  const extensions = code === 'BAD_USER_INPUT' ? { code, issues: [] } : { code };
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
