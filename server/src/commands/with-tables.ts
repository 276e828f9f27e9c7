import { EnvironmentError, readEnvironment } from '@belltower/support/settings';
import type { MikroORM } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { createServerOrm } from '../db/orm.ts';
import { serverVariables } from '../environment.ts';
import { entities } from '../tables.ts';

/** Reads the settings of a command that needs nothing but the database. @throws {EnvironmentError} */
export function readDatabaseUrl(environment: NodeJS.ProcessEnv): string {
  return readEnvironment(z.object({ DATABASE_URL: serverVariables.DATABASE_URL }), environment).DATABASE_URL;
}

/** How a command connects to the server's tables. */
export interface CommandConnection {
  readonly url: string;
  /** The command's name, which PostgreSQL shows for its connection. */
  readonly command: string;
  readonly statementTimeoutMs: number;
}

/** SQLSTATE: undefined_table, undefined_column, invalid_schema_name. */
const MISSING = ['42P01', '42703', '3F000'];

/**
 * Does the work of a command on the server's tables, over one connection of its own.
 *
 * @throws {EnvironmentError} when the database has no such tables, or those of an older version
 */
export async function withTables<Result>(
  { url, command, statementTimeoutMs }: CommandConnection,
  work: (orm: MikroORM) => Promise<Result>,
): Promise<Result> {
  const orm = createServerOrm({ url, entities, connections: 1, statementTimeoutMs, name: `belltower ${command}` });
  try {
    return await work(orm);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && MISSING.includes(String(error.code)))) throw error;
    const what = 'this database lacks tables of the server: start a server of this version on it first';
    throw new EnvironmentError([`DATABASE_URL: ${what} (${error.message.split('\n').at(-1)})`]);
  } finally {
    await orm.close(true);
  }
}
