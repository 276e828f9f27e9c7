/** Readiness and metrics, on the public port or on one of their own (`METRICS_PORT`). */
import type { AddressInfo } from 'node:net';
import { type FastifyInstance, fastify } from 'fastify';
import type { Metrics } from './metrics.ts';
import type { Readiness } from './readiness.ts';

/** What they show. */
export interface OperationsOptions {
  readonly metrics: Pick<Metrics, 'registry'>;
  readiness(): Promise<Readiness>;
}

/** Serves `/readyz` and `/metrics`. */
export function serveOperations(app: FastifyInstance, { metrics, readiness }: OperationsOptions): void {
  app.get('/readyz', async (_request, reply) => {
    const { ready, body } = await readiness();
    return await reply.code(ready ? 200 : 503).send(body);
  });
  app.get('/metrics', async (_request, reply) => {
    return await reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

/** More than any number of scrapers and health checks. */
const MOST_CONNECTIONS = 200;

/** Serves them, and `/healthz`, on a port of their own, until it is disposed. @throws when the port cannot be had */
export async function listenForOperations(
  { host, port }: { readonly host: string; readonly port: number },
  options: OperationsOptions,
): Promise<AsyncDisposable & { readonly port: number }> {
  const app = fastify({ bodyLimit: 1_024, requestTimeout: 30_000, forceCloseConnections: true });
  app.server.maxConnections = MOST_CONNECTIONS;
  app.get('/healthz', () => ({ status: 'ok' }));
  serveOperations(app, options);
  await app.listen({ host, port });
  const { port: taken } = app.server.address() as AddressInfo; // a server that listens on a port has one
  return {
    port: taken,
    async [Symbol.asyncDispose]() {
      await app.close();
    },
  };
}
