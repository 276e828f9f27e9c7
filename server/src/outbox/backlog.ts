import type { Database } from '../db/database.ts';

/** How much waits in the outbox, and how long the oldest entry has; null while the database does not answer. */
export async function outboxBacklog(
  db: Pick<Database, 'fork'>,
): Promise<{ readonly entries: number; readonly oldestSeconds: number } | null> {
  try {
    const [row] = await db
      .fork()
      .execute<{ entries: string; oldest: string }[]>(
        `select count(*) as entries, coalesce(extract(epoch from now() - min(created_at)), 0) as oldest from server.outbox`,
      );
    return { entries: Number(row?.entries), oldestSeconds: Math.max(0, Number(row?.oldest)) };
  } catch {
    return null;
  }
}
