/** Promise: the migrations of a service run in one process at a time, however many start at once, and take as long as they need. */
import type { EntityManager } from '@mikro-orm/postgresql';
import { keepAlive } from './keep-alive.ts';
import { createOrm, type OrmOptions } from './orm.ts';

/** How often the lock's transaction is used: one that is silent for a minute is ended, with its process that hangs. */
const ALIVE_MS = 10_000;

/** How migrations exclude each other. */
export interface MigrationLock {
  /** The key of a PostgreSQL advisory lock: a bigint, as an SQL expression. It may never change, or two versions would migrate at once. */
  readonly key: string;
  /** Writes, under the same lock, the rows that have to be there once the tables are. */
  afterwards?(tx: EntityManager): Promise<void>;
}

/**
 * Runs the migrations that have not run yet, over connections of their own: an index on a large table takes longer than any
 * statement of a service may. The lock is held by a transaction of its own, for the migrator runs in its own ones.
 *
 * @throws what the database says, also while it cannot be reached
 */
export async function migrateUnderLock(options: OrmOptions, { key, afterwards }: MigrationLock): Promise<void> {
  const orm = createOrm({ ...options, connections: 2, statementTimeoutMs: 0 });
  try {
    await orm.em.fork().transactional(async (lock) => {
      await lock.execute(`select pg_advisory_xact_lock(${key})`);
      await keepAlive(lock, ALIVE_MS, () => orm.migrator.up());
      await afterwards?.(lock);
    });
  } finally {
    await orm.close(true);
  }
}
