import { createTestDatabase, type TestDatabase } from '@belltower/dev/test-database';
import { pino } from 'pino';
import { type Database, type DatabaseOptions, openDatabase } from '../src/db/database.ts';
import { migrations } from '../src/db/migrations/index.ts';
import { tables } from '../src/tables.ts';

/** A log that says nothing. */
export const silent = pino({ level: 'silent' });

/** Runs a test on a migrated database of its own. */
export async function withDatabase(test: (db: Database, database: TestDatabase) => Promise<void>): Promise<void> {
  await using database = await createMigratedDatabase();
  await using db = openTestDatabase(database.url);
  await db.ready;
  await test(db, database);
}

/** Makes a database whose migrations are done, without any row: its keys and ids are its own. */
export function createMigratedDatabase(): Promise<TestDatabase> {
  return createTestDatabase(undefined, {
    name: `server_${migrations.at(-1)?.name.toLowerCase()}`,
    async fill(url) {
      await using db = openDatabase({ ...optionsAt(url), seed: async () => {} }, silent);
      await db.ready;
    },
  });
}

/** Opens a database as the server does. */
export function openTestDatabase(url: string): Database {
  return openDatabase(optionsAt(url), silent);
}

function optionsAt(url: string): DatabaseOptions {
  return { url, ...tables, connections: 8, statementTimeoutMs: 10_000, name: 'server test' };
}

/** Waits until a condition holds. @throws when it does not within the time */
export async function until(condition: () => boolean | Promise<boolean>, withinMs = 45_000): Promise<void> {
  const late = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > late) throw new Error(`the condition did not hold within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
