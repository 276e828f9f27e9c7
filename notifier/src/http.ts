import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { type CallbackOptions, serveCallbacks } from './callbacks/callbacks.ts';
import type { Metrics } from './metrics.ts';

/** Whether the parts that this process depends on are up. */
export interface Readiness {
  readonly database: 'up' | 'down';
  readonly eventLog: 'up' | 'down';
}

export interface HttpOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The port that readiness and metrics have to themselves; null: they are served on `port`. */
  readonly metricsPort: number | null;
  readonly metrics: Metrics;
  readiness(): Readiness;
  /** Null where no provider calls back. */
  readonly callbacks: CallbackOptions | null;
}

/** The notifier's small HTTP server. */
export interface Http extends AsyncDisposable {
  readonly port: number;
  readonly metricsPort: number | null;
}

/** More than any number of scrapers and health checks. */
const MOST_CONNECTIONS = 200;

/**
 * Serves `/healthz`, providers' callbacks, and `/readyz` and `/metrics`, which may have a port of their own. Ready means that
 * callbacks can be recorded; a log that cannot be reached is shown as degraded, for callbacks can still be taken then.
 */
export async function listen(options: HttpOptions): Promise<Http> {
  const { host, port, metricsPort, callbacks } = options;
  await using started = new AsyncDisposableStack();
  const open = async (at: number, serve: (app: FastifyInstance) => void) => {
    const app = Fastify({ bodyLimit: 64 * 1024, requestTimeout: 15_000, keepAliveTimeout: 30_000 });
    app.removeAllContentTypeParsers();
    app.get('/healthz', () => ({ status: 'ok' }));
    serve(app);
    started.defer(async () => {
      await app.close();
    });
    await app.listen({ host, port: at });
    return app.server;
  };

  const own = metricsPort === null ? null : await open(metricsPort, (app) => serveOperations(app, options));
  if (own !== null) own.maxConnections = MOST_CONNECTIONS;
  const server = await open(port, (app) => {
    if (own === null) serveOperations(app, options);
    if (callbacks !== null) serveCallbacks(app, callbacks);
  });
  const resources = started.move();
  return {
    port: portOf(server),
    metricsPort: own && portOf(own),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

function serveOperations(app: FastifyInstance, { readiness, metrics }: HttpOptions): void {
  app.get('/readyz', (_request, reply) => {
    const ready = readiness();
    const status = ready.database === 'down' ? 'unavailable' : ready.eventLog === 'down' ? 'degraded' : 'ok';
    return reply.code(status === 'unavailable' ? 503 : 200).send({ status, ...ready });
  });
  app.get('/metrics', async (_request, reply) => {
    reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
}

/** A server that listens on a port has one. */
function portOf(server: FastifyInstance['server']): number {
  return (server.address() as AddressInfo).port;
}
