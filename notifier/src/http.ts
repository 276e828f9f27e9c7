import Fastify from 'fastify';
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
  readonly metrics: Metrics;
  readiness(): Readiness;
  /** Null where no provider calls back. */
  readonly callbacks: CallbackOptions | null;
}

/** The notifier's small HTTP server. */
export interface Http extends AsyncDisposable {
  readonly port: number;
}

/**
 * Serves `/healthz`, `/readyz`, `/metrics` and providers' callbacks. Ready means that callbacks can be recorded; a
 * log that cannot be reached is shown as degraded, for callbacks can still be taken then.
 */
export async function listen({ host, port, metrics, readiness, callbacks }: HttpOptions): Promise<Http> {
  const app = Fastify({ bodyLimit: 64 * 1024, requestTimeout: 15_000, keepAliveTimeout: 30_000 });
  app.removeAllContentTypeParsers();
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', (_request, reply) => {
    const ready = readiness();
    const status = ready.database === 'down' ? 'unavailable' : ready.eventLog === 'down' ? 'degraded' : 'ok';
    return reply.code(status === 'unavailable' ? 503 : 200).send({ status, ...ready });
  });
  app.get('/metrics', async (_request, reply) => {
    reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
  if (callbacks !== null) serveCallbacks(app, callbacks);

  await app.listen({ host, port });
  const address = app.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    async [Symbol.asyncDispose]() {
      await app.close();
    },
  };
}
