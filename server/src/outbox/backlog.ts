import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../db/database.ts';

/** How much waits in the outbox, and how long the oldest entry has. */
export interface Backlog {
  readonly entries: number;
  readonly oldestSeconds: number;
}

/** How many entries are counted at most: every scrape of the metrics counts them. */
const MOST = 100_000;

/** A database that does not answer must not hold up the other metrics. */
const LIMIT_MS = 2_000;

/**
 * Reads the backlog for metrics. Calls that come together share one statement. While the database does not answer
 * within the limit, what was known last stays, and ages.
 */
export function createBacklog(db: Pick<Database, 'fork'>): () => Promise<Backlog> {
  let known: Backlog = { entries: 0, oldestSeconds: 0 };
  let knownAt = performance.now();
  let reading: Promise<Backlog> | null = null;

  async function read(): Promise<Backlog> {
    const late = new AbortController();
    const found = await Promise.race([
      outboxBacklog(db).catch(() => null),
      sleep(LIMIT_MS, null, { ref: false, signal: late.signal }).catch(() => null),
    ]);
    late.abort();
    reading = null;
    if (found === null) {
      const age = known.entries === 0 ? 0 : known.oldestSeconds + (performance.now() - knownAt) / 1_000;
      return { entries: known.entries, oldestSeconds: age };
    }
    known = found;
    knownAt = performance.now();
    return found;
  }

  return () => {
    reading ??= read();
    return reading;
  };
}

async function outboxBacklog(db: Pick<Database, 'fork'>): Promise<Backlog> {
  const [row] = await db.fork().execute<{ entries: string; oldest: string }[]>(
    `select (select count(*) from (select from server.outbox limit ${MOST}) o) as entries,
        coalesce(extract(epoch from now() - (select created_at from server.outbox order by id limit 1)), 0) as oldest`,
  );
  return { entries: Number(row?.entries), oldestSeconds: Math.max(0, Number(row?.oldest)) };
}
