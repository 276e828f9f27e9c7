import { createOrm, migrateUnderLock } from '@belltower/support/postgres';
import type { MikroORM } from '@mikro-orm/postgresql';
import { migrations } from './migrations/index.ts';
import {
  AppointmentTable,
  DeliveryTable,
  OwnerTable,
  RecipientUseTable,
  SourceEventTable,
  SuppressionTable,
} from './tables.ts';

/** The ledger's tables, and how they came about. */
export const ledgerSchema = {
  schema: 'notifier',
  entities: [SourceEventTable, DeliveryTable, AppointmentTable, OwnerTable, SuppressionTable, RecipientUseTable],
  migrations: { list: migrations, folder: new URL('./migrations', import.meta.url), table: 'migration' },
};

/** May never change: two versions would migrate at once. */
export const MIGRATION_LOCK = '7203341152';

/** Connects to the ledger's database and brings its schema up to date. Rejects while the database cannot be reached. */
export async function openLedgerDatabase(url: string): Promise<MikroORM> {
  const options = {
    ...ledgerSchema,
    url,
    name: 'notifier',
    connections: 5,
    statementTimeoutMs: 15_000,
    maxLifetimeSeconds: 30,
  };
  await migrateUnderLock(options, { key: MIGRATION_LOCK });
  return createOrm(options);
}
