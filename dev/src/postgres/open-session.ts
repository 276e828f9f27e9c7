import { Client } from 'pg';

/** A connection that stays open, with what it holds. Disposing it ends it, and so releases all of it. */
export type OpenSession = Awaited<ReturnType<typeof openSession>>;

/**
 * Opens a connection and runs statements on it, without an end to what they begin: a transaction or a lock that is
 * forgotten. Rejects when a statement fails.
 */
export async function openSession(url: string, statements: string, applicationName = 'psql') {
  const client = new Client({ connectionString: url, application_name: applicationName });
  client.on('error', () => {}); // it was ended from outside: nothing is held any more
  await client.connect();
  await client.query(statements);
  return {
    query: async (sql: string) => void (await client.query(sql)),
    async [Symbol.asyncDispose]() {
      await client.end().catch(() => {});
    },
  };
}
