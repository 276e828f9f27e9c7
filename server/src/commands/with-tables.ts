import { readEnvironment } from '@belltower/support/settings';
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

/** Does the work of a command on the server's tables, over one connection of its own. */
export async function withTables<Result>(
  { url, command, statementTimeoutMs }: CommandConnection,
  work: (orm: MikroORM) => Promise<Result>,
): Promise<Result> {
  const orm = createServerOrm({ url, entities, connections: 1, statementTimeoutMs, name: `belltower ${command}` });
  try {
    return await work(orm);
  } finally {
    await orm.close(true);
  }
}
