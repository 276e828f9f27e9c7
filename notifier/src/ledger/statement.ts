import type { EntityManager } from '@mikro-orm/postgresql';

/**
 * Runs one statement whose parameters, `$1` and on, travel beside it: for statements with large ones. MikroORM's own
 * `execute` writes them into the text letter by letter, which costs more than all else that a delivery takes.
 *
 * Runs in the transaction of `em`, if there is one. Rejects with what the database said.
 */
export async function runStatement<Row extends object>(
  em: EntityManager,
  sql: string,
  parameters: readonly (string | number)[],
): Promise<Row[]> {
  await em.getConnection().ensureConnection();
  const { rows } = await em.getKysely().executeQuery<Row>({
    sql,
    parameters,
    query: { kind: 'RawNode', sqlFragments: [sql], parameters: [] },
    queryId: { queryId: '' },
  });
  return rows;
}
