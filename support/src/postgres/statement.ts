/**
 * Promise: a statement made here is parsed once for each connection, and planned again only where PostgreSQL finds that
 * worth it (PREPARE in its manual): planning a statement of three inserts takes longer than running it.
 *
 * MikroORM's own `execute` writes parameters into the text, letter by letter, and Kysely below it names no statement.
 */
import type { Pool, PoolClient } from 'pg';

/** A statement whose parameters, `$1` and on, travel beside it. Make it once: each is kept by every connection that ran it. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** What a statement runs in: an EntityManager, with its transaction if it has one. */
export interface Session {
  getConnection(): { ensureConnection(): Promise<void> };
  getKysely(): {
    executeQuery<Row>(query: {
      readonly sql: string;
      readonly parameters: readonly unknown[];
      readonly query: { readonly kind: 'RawNode'; readonly sqlFragments: readonly string[]; readonly parameters: [] };
      readonly queryId: { readonly queryId: string };
    }): Promise<{ readonly rows: Row[] }>;
  };
}

const names = new Map<string, string>();

/**
 * Makes a statement. `name`: at most 63 bytes, and no other statement's. The text ends with it, as a comment: so
 * pg_stat_statements shows which it is.
 *
 * @throws {Error} when the name is taken
 */
export function createStatement(name: string, body: string): Statement {
  const text = `${body} /* ${name} */`;
  for (const [known, taken] of names) {
    if (taken === name && known !== text) throw new Error(`there is another statement named ${name}`);
  }
  names.set(text, name);
  return { name, text };
}

/** Every statement that was made in this process so far. */
export function preparedStatements(): readonly Statement[] {
  return [...names].map(([text, name]) => ({ name, text }));
}

/** Lets the connections of a pool know statements by their names; to be given the pool before its first connection. */
export function prepareStatements(pool: Pool): void {
  pool.on('connect', (client) => {
    client.query = namingQueryOf(client);
  });
}

/** pg takes a name only in an object, and Kysely gives it the text. */
function namingQueryOf(client: PoolClient): PoolClient['query'] {
  const query = client.query.bind(client) as (...args: readonly unknown[]) => unknown; // the overloads' common form
  const naming = (...args: readonly unknown[]) => {
    const [text, values] = args;
    const name = typeof text === 'string' ? names.get(text) : undefined;
    return name === undefined ? query(...args) : query({ name, text, values });
  };
  return naming as PoolClient['query'];
}

/** Runs a statement in the transaction of `session`, if there is one. Rejects with what the database said. */
export async function runStatement<Row extends object>(
  session: Session,
  { text }: Statement,
  parameters: readonly (string | number)[],
): Promise<Row[]> {
  await session.getConnection().ensureConnection();
  const { rows } = await session.getKysely().executeQuery<Row>({
    sql: text,
    parameters,
    query: { kind: 'RawNode', sqlFragments: [text], parameters: [] },
    queryId: { queryId: '' },
  });
  return rows;
}
