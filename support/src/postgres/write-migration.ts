import { createOrm, type OrmOptions } from './orm.ts';

/** Writes a migration from the committed snapshot to what the entities say now, and prints its name. Needs no database. */
export async function writeMigration(options: Pick<OrmOptions, 'schema' | 'entities' | 'migrations'>): Promise<void> {
  const unused = { url: 'postgres://localhost/none', name: 'migration', connections: 1, statementTimeoutMs: 1_000 };
  const orm = createOrm({ ...options, ...unused });
  const { fileName } = await orm.migrator.create();
  console.log(fileName === '' ? 'nothing has changed' : `wrote ${fileName}: now list it in migrations/index.ts`);
  await orm.close(true);
}
