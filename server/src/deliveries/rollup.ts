/**
 * Sums of the deliveries of each hour and each day, by when they were created, so that statistics and counts read few rows.
 *
 * Promise: the sums of what is summed up, and the deliveries of the rest, give together what all deliveries would give. What
 * changes in an hour that may be summed up is noted by triggers, in the transaction that changes it: until that hour is summed up
 * again, it is read from its deliveries. A note is deleted before its hour is summed up, so a change that commits later leaves its own.
 */
import { startPeriodicTask } from '@belltower/support/process';
import { defineEntity, type EntityManager, p } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { cellsOf } from './cell.ts';

/**
 * The table of sums: `cells` by all that deliveries are counted by, with durations as histograms (cell.ts); `groups` by channel, status and
 * error code, `timings` by channel, with percentiles; `kinds` by channel, kind and status.
 */
export const DeliveryRollup = defineEntity({
  name: 'DeliveryRollup',
  tableName: 'delivery_rollup',
  schema: 'server',
  properties: {
    bucket: p.text().primary(),
    start: p.datetime(3).primary(),
    groups: p.json(),
    timings: p.json(),
    kinds: p.json(),
    cells: p.json(),
  },
});

/** The table of how far is summed up: before `through`, an hour or a day without a row had no deliveries. */
export const DeliveryRollupThrough = defineEntity({
  name: 'DeliveryRollupThrough',
  tableName: 'delivery_rollup_through',
  schema: 'server',
  properties: { bucket: p.text().primary(), through: p.datetime(3) },
});

/** The table of hours in which something changed since. Rows are only inserted: a row that is there may be deleted by now. */
export const DeliveryRollupStale = defineEntity({
  name: 'DeliveryRollupStale',
  tableName: 'delivery_rollup_stale',
  schema: 'server',
  indexes: [{ name: 'delivery_rollup_stale_start', properties: ['start'] }],
  properties: { id: p.bigint().primary(), start: p.datetime(3) },
});

/** How long what is summed up takes; no days of 23 hours. */
export const LENGTHS = { hour: "interval '1 hour'", day: "interval '24 hours'" } as const;
type Summed = keyof typeof LENGTHS;

/**
 * The deliveries of a span of time, `since` and `until` as SQL, each with how long it took until it was first sent. `offset 0`: PostgreSQL would
 * join all deliveries with the spans, because it cannot know how short they are.
 */
export function deliveriesOf(since: string, until: string): string {
  return `select d.created_at, d.channel, d.kind, d.status, d.error_code, s.took_ms from server.delivery d left join lateral (
    select extract(epoch from c.occurred_at - d.created_at)::float8 * 1000 as took_ms
    from server.delivery_change c where c.delivery_id = d.id and c.status = 'sent' order by c.occurred_at limit 1
  ) s on true where d.created_at >= ${since} and d.created_at < ${until} offset 0`;
}

/** The hours in which something changed, from `since` on and before `until`, one by one: there may be many notes of each. */
export function staleHours(since = '-infinity', until = 'infinity'): string {
  const bound = (given: string) =>
    given.endsWith('infinity') ? `'${given}'::timestamptz` : `(select ${given} from span)`;
  return `with recursive hour as (
    (select start from server.delivery_rollup_stale where start >= ${bound(since)} and start < ${bound(until)} order by start limit 1)
    union all
    select (select n.start from server.delivery_rollup_stale n where n.start > hour.start and n.start < ${bound(until)} order by n.start limit 1)
    from hour where hour.start is not null
  ) select start from hour where start is not null`;
}

/** Both percentiles come from one sort. */
export const TOOK = 'percentile_cont(array[0.5, 0.95]) within group (order by took_ms)';

/** Sums up one bucket; parameters: it, its beginning, and that again, and once more. */
const sumUp = (length: string) => `
with d as materialized (${deliveriesOf('?::timestamptz', `?::timestamptz + ${length}`)})
insert into server.delivery_rollup (bucket, start, groups, timings, kinds, cells) select ?, ?::timestamptz,
  coalesce((select jsonb_agg(g) from (select channel, status, error_code, count(*) as count, ${TOOK} as took from d group by 1, 2, 3) g), '[]'),
  coalesce((select jsonb_agg(g) from (select channel, count(*) as sent, ${TOOK} as took from d where took_ms is not null group by 1) g), '[]'),
  coalesce((select jsonb_agg(g) from (select channel, kind, status, count(*) as count from d group by 1, 2, 3) g), '[]'),
  coalesce((select jsonb_agg(g) from (${cellsOf('d')}) g), '[]')
on conflict (bucket, start) do update set groups = excluded.groups, timings = excluded.timings, kinds = excluded.kinds, cells = excluded.cells`;

/** What ended two hours ago may be summed up: no transaction that changes it unnoted is that old. */
const next = (bucket: Summed) => `
with b as (select date_trunc('${bucket}', now() - interval '2 hours', 'UTC') as ends,
  coalesce((select through from server.delivery_rollup_through where bucket = '${bucket}'), '-infinity') as through)
select least(ends, date_trunc('${bucket}', (select created_at from server.delivery where created_at >= b.through order by created_at, id limit 1), 'UTC'))::text as start,
  ends::text as ends from b where through < ends`;
const ADVANCE = `insert into server.delivery_rollup_through (bucket, through) values (?, ?::timestamptz)
  on conflict (bucket) do update set through = excluded.through`;
const NOTED = `delete from server.delivery_rollup_stale where start = (
  select start from server.delivery_rollup_stale order by id limit 1) returning start::text`;
const LOCK = "hashtextextended('belltower.server.rollup', 0)";

/** What summing up needs. */
export interface RollupOptions {
  readonly db: Pick<Database, 'fork' | 'ready'>;
  readonly log: Logger;
  /** The pause between two rounds, in milliseconds. @default 60_000 */
  readonly everyMs?: number;
}

/** Starts to sum up in the background; one instance at a time does so. */
export function startRollup({ db, log, everyMs = 60_000 }: RollupOptions): AsyncDisposable {
  return startPeriodicTask({
    firstAfter: db.ready,
    everyMs,
    run: (signal) => rollUp(db, signal),
    onFailure: (error) =>
      log.warn({ err: error }, 'deliveries could not be summed up: statistics read them one by one meanwhile'),
  });
}

/** Sums up what may be, one hour or day in each transaction, and what has changed. */
export async function rollUp(db: Pick<Database, 'fork'>, signal: AbortSignal): Promise<void> {
  let more = true;
  while (more && !signal.aborted) {
    more = await db.fork().transactional(async (tx) => {
      const [lock] = await tx.execute<{ mine: boolean }[]>(`select pg_try_advisory_xact_lock(${LOCK}) as mine`);
      if (lock?.mine !== true) return false;
      const [noted] = await tx.execute<{ start: string }[]>(NOTED);
      if (noted !== undefined) {
        for (const bucket of ['hour', 'day'] as const) await sumUpAgain(tx, bucket, noted.start);
        return true;
      }
      return (await advance(tx, 'hour')) || (await advance(tx, 'day'));
    });
  }
}

async function sumUpAgain(tx: EntityManager, bucket: Summed, at: string): Promise<void> {
  const [row] = await tx.execute<{ start: string }[]>(
    `select date_trunc(bucket, ?::timestamptz, 'UTC')::text as start from server.delivery_rollup_through where bucket = ? and through > ?::timestamptz`,
    [at, bucket, at],
  );
  if (row !== undefined) await tx.execute(sumUp(LENGTHS[bucket]), [row.start, row.start, bucket, row.start]);
}

/** Sums up the next bucket that has deliveries. Answers whether there is more. */
async function advance(tx: EntityManager, bucket: Summed): Promise<boolean> {
  const [row] = await tx.execute<{ start: string; ends: string }[]>(next(bucket));
  if (row === undefined) return false;
  const isEnd = row.start === row.ends;
  if (!isEnd) await tx.execute(sumUp(LENGTHS[bucket]), [row.start, row.start, bucket, row.start]);
  await tx.execute(isEnd ? ADVANCE : ADVANCE.replace('?::timestamptz', `?::timestamptz + ${LENGTHS[bucket]}`), [
    bucket,
    row.start,
  ]);
  return !isEnd;
}
