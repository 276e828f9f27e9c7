/**
 * Promise: a change is kept for at least as long as is configured, by the time that it says itself, and a cursor that needs a deleted
 * one is refused, never answered with a gap. One that is dated further ahead than that, as another producer's clock had it, counts as
 * old: it must not keep all that comes after it. So each sweep first deletes what is below the start of the history, and then raises that start: a
 * stream that was reading there has finished long before the next sweep.
 */
import { startPeriodicTask } from '@belltower/support/process';
import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { forgetForeignRetries } from '../deliveries/forget-retries.ts';

/** What deleting old changes needs. */
export interface RetentionOptions {
  readonly db: Pick<Database, 'fork' | 'ready'>;
  readonly days: number;
  readonly log: Logger;
  /** The pause between two sweeps, in milliseconds. @default 3_600_000 */
  readonly everyMs?: number;
}

const BATCH = 5_000;
const LOCK = "hashtextextended('belltower.server.retention', 0)";

/** Starts to delete old changes, sweep by sweep, in the background; one instance at a time does so. */
export function startRetention({ db, days, log, everyMs = 3_600_000 }: RetentionOptions): AsyncDisposable {
  return startPeriodicTask({
    run: (signal) => sweep(db, days, signal),
    everyMs,
    firstAfter: db.ready,
    onFailure: (error) => log.warn({ err: error }, 'old changes could not be deleted: retrying with the next sweep'),
  });
}

/**
 * Deletes old changes below the start of the history, then raises that start above what has become too old since. Retries whose
 * person is not known here go with them.
 */
export async function sweep(db: Pick<Database, 'fork'>, days: number, signal: AbortSignal): Promise<void> {
  let deleted = BATCH;
  while (deleted === BATCH && !signal.aborted) {
    deleted = await db.fork().transactional(async (tx) => {
      const [lock] = await tx.execute<{ mine: boolean }[]>(`select pg_try_advisory_xact_lock(${LOCK}) as mine`);
      if (lock?.mine !== true) return 0;
      const gone = await tx.execute<object[]>(DELETE, [days, days, BATCH, days, days, BATCH, BATCH]);
      if (gone.length < BATCH) {
        await tx.execute(RAISE_START, [days, days]);
        await forgetForeignRetries(tx, days);
      }
      return gone.length;
    });
  }
}

const YOUNG = 'between now() - make_interval(days => ?) and now() + make_interval(days => ?)';
const OLD = `c.occurred_at not ${YOUNG}`;

/**
 * Of the current epoch: old changes below the start of the history. Of former epochs, which no cursor resumes: all old ones.
 * Each part reads a range of the table's key, and nothing else of what stays; the epochs are found one by one.
 */
const DELETE = `
with recursive epochs as (
  (select epoch from server.delivery_change order by epoch limit 1)
  union all
  select (select c.epoch from server.delivery_change c where c.epoch > e.epoch order by c.epoch limit 1)
  from epochs e where e.epoch is not null
)
delete from server.delivery_change where ctid = any (array(
  select c.row from server.projection p cross join lateral (
    select ctid as row from server.delivery_change c
    where c.epoch = p.epoch and c.partition = p.partition and c.position < p.history_start and ${OLD}
    order by c.position limit ?) c
  union all
  select c.row from epochs e cross join lateral (
    select ctid as row from server.delivery_change c where c.epoch = e.epoch and ${OLD}
    order by c.partition, c.position limit ?) c
  where not exists (select from server.feed_epoch f where f.epoch = e.epoch)
  limit ?))
returning 1`;

/** Up to the first change that is young enough, or to the end. */
const RAISE_START = `
update server.projection p set history_start = greatest(p.history_start, coalesce(
  (select min(c.position) from server.delivery_change c where c.epoch = p.epoch and c.partition = p.partition
    and c.occurred_at ${YOUNG}), p.position + 1))`;
