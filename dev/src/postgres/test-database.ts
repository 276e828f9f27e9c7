import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { createQuery } from './query.ts';

/** An empty database of one test file's own. Disposing it drops it, and closes what is still connected. */
export type TestDatabase = Awaited<ReturnType<typeof createTestDatabase>>;

/** Makes an empty database in a PostgreSQL. @param serverUrl where it is @default the run's */
export async function createTestDatabase(serverUrl = inject('postgresUrl')) {
  const server = createQuery(serverUrl);
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  await server(`CREATE DATABASE ${name}`);
  const { href: url } = new URL(`/${name}`, serverUrl);
  return {
    name,
    url,
    query: createQuery(url),
    async [Symbol.asyncDispose]() {
      await server(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}
