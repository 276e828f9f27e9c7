import { createOrm, type OrmOptions } from '@belltower/support/postgres';
import type { MikroORM } from '@mikro-orm/postgresql';
import { migrations } from './migrations/index.ts';

/** The PostgreSQL schema that the server keeps its tables in, and how they came about. */
export const schemaOptions = {
  schema: 'server',
  migrations: { list: migrations, folder: new URL('./migrations', import.meta.url), table: 'migrations' },
} as const;

/** How the server's tables are connected to. `entities`: each domain hands its own up. */
export type ServerOrmOptions = Omit<OrmOptions, keyof typeof schemaOptions>;

/** Makes an ORM for tables of the schema `server`. Nothing is connected until the first statement. */
export function createServerOrm(options: ServerOrmOptions): MikroORM {
  return createOrm({ ...options, ...schemaOptions });
}
