/**
 * Promise: the schema `server` is migrated before anything uses it, by one instance at a time, however many start at
 * once; and a database that is not there yet stops no start.
 */
import { migrateUnderLock } from '@belltower/support/postgres';
import { retryWithBackoff } from '@belltower/support/process';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { createServerOrm, type ServerOrmOptions, schemaOptions } from './orm.ts';

/** The server's tables. */
export interface Database extends AsyncDisposable {
  /** A new EntityManager, to be used for one request, event or batch. */
  fork(): EntityManager;
  /** Whether the migrations are done. */
  readonly migrated: boolean;
  /** Resolves when the migrations are done; rejects only when the database is disposed before. */
  readonly ready: Promise<void>;
}

/** How the database is opened. */
export interface DatabaseOptions extends ServerOrmOptions {
  /** Writes the rows that have to be there once the tables are, where they are missing. */
  seed(tx: EntityManager): Promise<void>;
}

const BACKOFF = { firstMs: 200, maxMs: 5_000 };
const MIGRATION_LOCK = "hashtextextended('belltower.server.migrations', 0)";

/** Begins to connect and to migrate, in the background, and retries until it can. */
export function openDatabase({ seed, ...options }: DatabaseOptions, log: Logger): Database {
  const orm = createServerOrm(options);
  const closing = new AbortController();
  let migrated = false;

  async function migrate(): Promise<void> {
    const lock = { key: MIGRATION_LOCK, afterwards: seed };
    await retryWithBackoff(() => migrateUnderLock({ ...options, ...schemaOptions }, lock), {
      backoff: BACKOFF,
      signal: closing.signal,
      onRetry: (error) => log.warn({ err: error }, 'the database cannot be used yet: retrying'),
    });
    migrated = true;
    log.info('the database is ready');
  }

  const ready = migrate();
  ready.catch(() => {}); // a server that stops before has no caller that awaits it
  return {
    fork: () => orm.em.fork(),
    ready,
    get migrated() {
      return migrated;
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await ready.catch(() => {});
      await orm.close(true);
    },
  };
}
