import { Client } from 'pg';

/** Runs one statement over a connection of its own, so that it does not matter how often the database was killed before. */
export type Query = ReturnType<typeof createQuery>;

/** Makes the query function of one database. It rejects while the database is down. */
export function createQuery(url: string) {
  return async <Row extends object = Record<string, unknown>>(sql: string, values: readonly unknown[] = []) => {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 60_000 });
    client.on('error', () => {}); // the rejected query reports it as well
    await client.connect();
    try {
      const { rows } = await client.query<Row>(sql, [...values]);
      return rows;
    } finally {
      await client.end().catch(() => {});
    }
  };
}
