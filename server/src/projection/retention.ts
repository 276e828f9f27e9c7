/**
 * Promise: a change is kept for at least as long as is configured, and a cursor that needs one that may be gone is
 * refused, never answered with a gap. So what is deleted was refused to newcomers one sweep earlier: a stream that was
 * reading it then has long gone past.
 */
import { startPeriodicTask } from '@belltower/support/process';
import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';

/** What keeping histories for a while takes. */
export interface RetentionOptions {
  readonly db: Pick<Database, 'fork' | 'ready'>;
  readonly days: number;
  readonly log: Logger;
  /** How long a sweep is after the one before, in milliseconds. @default 3_600_000 */
  readonly everyMs?: number;
}

const BATCH = 5_000;
const LOCK = "hashtextextended('belltower.server.retention', 0)";

/** Starts to delete old changes, sweep by sweep, in the background; one instance at a time does so. */
export function startRetention({ db, days, log, everyMs = 3_600_000 }: RetentionOptions): AsyncDisposable {
  return startPeriodicTask({
    firstAfter: db.ready,
    everyMs,
    run: (signal) => sweep(db, days, signal),
    onFailure: (error) => log.warn({ err: error }, 'old changes could not be deleted: retrying later'),
  });
}

/** Deletes what the last sweep gave up, then gives up what has become too old since. */
export async function sweep(db: Pick<Database, 'fork'>, days: number, signal: AbortSignal): Promise<void> {
  let deleted = BATCH;
  while (deleted === BATCH && !signal.aborted) {
    deleted = await db.fork().transactional(async (tx) => {
      const [lock] = await tx.execute<{ mine: boolean }[]>(`select pg_try_advisory_xact_lock(${LOCK}) as mine`);
      if (lock?.mine !== true) return 0;
      const gone = await tx.execute<object[]>(DELETE, [days, BATCH]);
      if (gone.length < BATCH) await tx.execute(GIVE_UP, [days]);
      return gone.length;
    });
  }
}

/** Of the present log: below what was given up. Of former logs, in which nobody resumes: whatever is too old. */
const DELETE = `
delete from server.delivery_change where (epoch, partition, position) in (
  select c.epoch, c.partition, c.position from server.delivery_change c
  left join server.projection p on p.epoch = c.epoch and p.partition = c.partition
  where c.occurred_at < now() - make_interval(days => ?)
    and (c.position < p.history_start or not exists (select from server.feed_epoch e where e.epoch = c.epoch))
  order by c.epoch, c.partition, c.position limit ?)
returning 1`;

/** Up to the first change that is young enough, or to the end. */
const GIVE_UP = `
update server.projection p set history_start = greatest(p.history_start, coalesce(
  (select min(c.position) from server.delivery_change c where c.epoch = p.epoch and c.partition = p.partition
    and c.occurred_at >= now() - make_interval(days => ?)), p.position + 1))`;
