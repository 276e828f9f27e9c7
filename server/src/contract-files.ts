/** The public contracts as files, for code generators: `/schema.graphql`, and `/asyncapi.json` of the topics. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { SCHEMA_FILE } from './graphql/schema.ts';

const ASYNC_API_FILE = fileURLToPath(import.meta.resolve('@belltower/events/asyncapi.json'));

/** Serves them; the GraphQL schema only where introspection would show it, too. */
export function serveContracts(app: FastifyInstance, { introspection }: { readonly introspection: boolean }): void {
  const schema = readFileSync(SCHEMA_FILE, 'utf8');
  const asyncApi = readFileSync(ASYNC_API_FILE, 'utf8');
  if (introspection)
    app.get('/schema.graphql', (_request, reply) => reply.type('text/plain; charset=utf-8').send(schema));
  app.get('/asyncapi.json', (_request, reply) => reply.type('application/json; charset=utf-8').send(asyncApi));
}
