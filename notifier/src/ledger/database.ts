import { fileURLToPath } from 'node:url';
import { keepAlive, tendPool } from '@belltower/support/postgres';
import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, MikroORM, type Options } from '@mikro-orm/postgresql';
import { migrations } from './migrations/index.ts';
import { DeliveryTable, OwnerTable, RecipientUseTable, SourceEventTable, SuppressionTable } from './tables.ts';

/** Two notifiers that start at once migrate one after the other. Any constant will do, as long as it never changes. */
export const MIGRATION_LOCK = 7_203_341_152;

/** How often the lock's transaction is used: one that is silent for a minute is ended, with its process that hangs. */
const ALIVE_MS = 10_000;

/** How the ledger's database is opened; `onProblem` is told of dropped connections. */
export function ledgerOptions(url: string, onProblem: (message: string) => void = () => {}): Options {
  return defineConfig({
    clientUrl: url,
    schema: 'notifier',
    entities: [SourceEventTable, DeliveryTable, OwnerTable, SuppressionTable, RecipientUseTable],
    extensions: [Migrator],
    pool: { min: 0, max: 5 },
    driverOptions: {
      application_name: 'notifier',
      connectionTimeoutMillis: 5_000,
      query_timeout: 15_000,
      idle_in_transaction_session_timeout: 60_000,
      keepAlive: true,
      onPoolCreated: tendPool({ longestUseMs: null }), // migrations take as long as they need
      maxLifetimeSeconds: 30, // a link that went silent without a word is not used for ever
    },
    logger: onProblem,
    colors: false,
    migrations: {
      migrationsList: migrations,
      path: fileURLToPath(new URL('./migrations', import.meta.url)),
      tableName: 'migration',
      emit: 'ts',
      snapshotName: '.snapshot',
      snapshotOnMigrate: false,
      silent: true,
    },
  });
}

/** Connects to the ledger's database and brings its schema up to date. Rejects while the database cannot be reached. */
export async function openLedgerDatabase(url: string, onProblem?: (message: string) => void): Promise<MikroORM> {
  const orm = await MikroORM.init(ledgerOptions(url, onProblem));
  try {
    await orm.em.fork().transactional(async (tx) => {
      await tx.execute('SELECT pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
      await keepAlive(tx, ALIVE_MS, () => orm.migrator.up());
    });
    return orm;
  } catch (error) {
    await orm.close(true);
    throw error;
  }
}
