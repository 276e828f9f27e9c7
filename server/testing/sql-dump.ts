/**
 * A dump of rows through SQL, and its restore: what `pg_dump` and `pg_restore` do to them, for tests. Its own binaries do not
 * come with the PostgreSQL that tests run, and those of an older release refuse it.
 */
import { Client } from 'pg';

const SCHEMAS = ['server', 'event_log'];

/** The rows of each table as JSON text, and the last value of each sequence. */
export interface Dump {
  readonly tables: readonly { readonly table: string; readonly rows: string }[];
  readonly sequences: readonly { readonly sequence: string; readonly last: string }[];
}

/** Dumps all rows, as of one moment. */
export async function dumpRows(url: string): Promise<Dump> {
  return await connected(url, async (client) => {
    await client.query('begin isolation level repeatable read');
    const tables = [];
    for (const table of await tablesOf(client)) {
      const { rows } = await client.query(`select coalesce(json_agg(t), '[]')::text as rows from ${table} t`);
      tables.push({ table, rows: String(rows[0].rows) });
    }
    const { rows: sequences } = await client.query(
      `select format('%I.%I', schemaname, sequencename) as sequence, last_value::text as last from pg_sequences
       where schemaname = any ($1) and last_value is not null`,
      [SCHEMAS],
    );
    return { tables, sequences };
  });
}

/** Puts the rows into tables that exist, in one transaction, after emptying them in this way. */
export async function restoreRows(
  url: string,
  { tables, sequences }: Dump,
  empty: 'truncate' | 'delete',
): Promise<void> {
  await connected(url, async (client) => {
    await client.query('begin');
    await client.query('set local session_replication_role = replica'); // no foreign key is in the way
    for (const table of await tablesOf(client)) {
      await client.query(empty === 'delete' ? `delete from ${table}` : `truncate ${table} cascade`);
    }
    for (const { table, rows } of tables) {
      await client.query(
        `insert into ${table} overriding system value select * from json_populate_recordset(null::${table}, $1::json)`,
        [rows],
      );
    }
    for (const { sequence, last } of sequences) await client.query('select setval($1, $2::bigint)', [sequence, last]);
    await client.query('commit');
  });
}

async function tablesOf(client: Client): Promise<string[]> {
  const { rows } = await client.query(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = any ($1) order by 1",
    [SCHEMAS],
  );
  return rows.map(({ name }) => String(name));
}

async function connected<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
