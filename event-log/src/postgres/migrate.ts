import { readFile } from 'node:fs/promises';
import type { Session } from './session.ts';

/** The newest version of the schema; one SQL file creates it. */
const VERSION = 1;

/**
 * Migrates the schema `event_log` to the newest version. Processes that start at once wait for the first; a role that may not
 * create anything can use a schema that is up to date already.
 */
export async function migrate(session: Session): Promise<void> {
  if ((await versionOf(session)) >= VERSION) return;
  const schema = await readFile(new URL('./schema.sql', import.meta.url), 'utf8');
  await session.rows('BEGIN');
  await session.rows("SELECT pg_advisory_xact_lock(hashtextextended('event_log migration', 0))");
  // Statements see what others committed before them, so this reads what the first process made.
  if ((await versionOf(session)) < 1) await session.script(schema);
  await session.rows('COMMIT');
}

async function versionOf(session: Session): Promise<number> {
  // Not by to_regclass: inside a transaction it answers from a cache that may be older than the lock.
  const [found] = await session.rows<[boolean]>("SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'event_log')");
  if (!found?.[0]) return 0;
  const [newest] = await session.rows<[number]>('SELECT coalesce(max(version), 0) FROM event_log.migration');
  return newest?.[0] ?? 0;
}
