import { pino } from 'pino';
import { openDatabase } from '../../server/src/db/database.ts';
import { tables } from '../../server/src/tables.ts';

/** The product's own tables, made by its migrations, so that the equal peers keep the same columns and indexes. */
export async function openProductTables() {
  const pool = { url: process.env.DATABASE_URL ?? '', connections: 10, statementTimeoutMs: 30_000, name: 'peer' };
  const db = openDatabase({ ...pool, ...tables }, pino({ level: 'error' }, pino.destination(2)));
  await db.ready;
  return db;
}
