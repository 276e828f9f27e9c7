import { startPeriodicTask } from '@belltower/support/process';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';

/** What keeping the index of searches needs. */
export interface SearchIndexOptions {
  readonly db: Pick<Database, 'fork' | 'ready'>;
  readonly log: Logger;
  /** The pause between two rounds, in milliseconds. @default 30_000 */
  readonly everyMs?: number;
}

/**
 * Starts to sort what was booked into the index of searches, in the background: a booking only adds it to a list (GIN's pending
 * list), which each search reads from start to end, and which a booking would have to sort in when it is 32 MB long.
 */
export function startSearchIndex({ db, log, everyMs = 30_000 }: SearchIndexOptions): AsyncDisposable {
  let said = false;
  return startPeriodicTask({
    firstAfter: db.ready,
    everyMs,
    async run() {
      if ((await sortIn(db.fork())) || said) return;
      said = true;
      log.warn(
        'searches look at the newest 50,000 deliveries only: PostgreSQL has no extension pg_trgm, or this role may not create it (docs/operations.md, "The index of searches")',
      );
    },
    onFailure: (error) => log.warn({ err: error }, 'the index of searches could not be sorted: retrying later'),
  });
}

/** Whether the indexes of searches are there: they need the extension `pg_trgm`. */
export async function searchedByIndex(em: EntityManager): Promise<boolean> {
  const [row] = await em.execute<{ there: boolean }[]>(
    `select count(i) = 3 as there from unnest(array[to_regclass('server.appointment_search'), to_regclass('server.retry_history_search'),
       to_regclass('server.address_correction_search')]) i`,
  );
  return row?.there === true;
}

/** Answers whether the index is there. */
async function sortIn(em: EntityManager): Promise<boolean> {
  const rows = await em.execute<object[]>(
    `select gin_clean_pending_list(i) from to_regclass('server.appointment_search') i where i is not null`,
  );
  return rows.length > 0;
}
