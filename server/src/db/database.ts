/**
 * Promise: the schema `server` is migrated before anything uses it, by one instance at a time, however many start at
 * once; and a database that is not there yet stops no start.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { catalogue } from '@belltower/events';
import { keepAlive } from '@belltower/support/postgres';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { createOrm, type OrmOptions } from './orm.ts';
import { keepTrying } from './wait.ts';

/** The server's tables. */
export interface Database extends AsyncDisposable {
  /** A new EntityManager, to be used for one request, event or batch. */
  fork(): EntityManager;
  /** Whether the migrations are done. */
  readonly migrated: boolean;
  /** Resolves when the migrations are done; rejects only when the database is disposed before. */
  readonly ready: Promise<void>;
}

const BACKOFF = { firstMs: 200, maxMs: 5_000 };
/** How often the lock's transaction is used: one that is silent for a minute is ended, with its process that hangs. */
const ALIVE_MS = 10_000;
const MIGRATION_LOCK = "hashtextextended('belltower.server.migrations', 0)";

/** Begins to connect and to migrate, in the background, and keeps trying until it can. */
export function openDatabase(options: OrmOptions, log: Logger): Database {
  const orm = createOrm(options);
  const closing = new AbortController();
  let migrated = false;
  const ready = keepTrying(
    () => migrate(options),
    BACKOFF,
    closing.signal,
    (error, tries) => {
      if (tries === 1) log.warn({ err: error }, 'the database cannot be used yet: trying again');
    },
  ).then((done) => {
    if (done === null) throw new Error('the database was closed before it could be used');
    migrated = true;
    log.info('the database is ready');
  });
  ready.catch(() => {});

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

/**
 * Over connections of its own, whose statements may take as long as they need: an index on a large table does. The lock
 * is held by a transaction of its own, for the migrator runs in its own transactions.
 */
async function migrate(options: OrmOptions): Promise<true> {
  const orm = createOrm({ ...options, connections: 2, statementTimeoutMs: 0 });
  try {
    await migrateUnderLock(orm);
    return true;
  } finally {
    await orm.close(true);
  }
}

async function migrateUnderLock(orm: MikroORM): Promise<void> {
  await orm.em.fork().transactional(async (lock) => {
    await lock.execute(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    await keepAlive(lock, ALIVE_MS, () => orm.migrator.up());
    await lock.execute('insert into server.feed_epoch (topic, epoch) values (?, ?) on conflict do nothing', [
      catalogue['notifications.status'].topic,
      randomUUID(),
    ]);
    await lock.execute(
      'insert into server.feed_key (secret, created_at) select ?, now() where not exists (select from server.feed_key)',
      [randomBytes(32).toString('hex')],
    );
  });
}
