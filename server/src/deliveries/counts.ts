import type { ChannelName, DeliveryKind, DeliveryStatus } from '@belltower/events';
import type { EntityManager } from '@mikro-orm/postgresql';
import { LENGTHS, staleHours } from './rollup.ts';

/** How many deliveries stand at one status on one channel. */
export interface DeliveryCountRow {
  readonly channel: ChannelName;
  readonly status: DeliveryStatus;
  /** Null where kinds are counted together. */
  readonly kind: DeliveryKind | null;
  readonly count: number;
}

/** Counts deliveries by channel and status, of those created since an instant where one is given. */
export async function countDeliveries(
  em: EntityManager,
  since: Date | null,
  byKind: boolean,
): Promise<readonly DeliveryCountRow[]> {
  const rows = await em.execute<DeliveryCountRow[]>(COUNTS, [since ?? '-infinity', byKind]);
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/**
 * From whole days that are summed up; in the gaps between them, of today and of days in which something changed, from whole hours; and the
 * rest from deliveries: of the last hours, of the first one where it is not whole, and of hours in which something changed.
 */
const COUNTS = `
with span as materialized (
  select since, date_trunc('day', since + interval '23:59:59.999999', 'UTC') as first,
    coalesce((select through from server.delivery_rollup_through where bucket = 'day'), '-infinity') as days,
    coalesce((select through from server.delivery_rollup_through where bucket = 'hour'), '-infinity') as hours
  from (select ?::timestamptz as since) s
), stale as materialized (
  ${staleHours()}
), stale_day as materialized (
  select distinct date_trunc('day', start, 'UTC') as start from stale
), gap as materialized (
  select since, first as until from span
  union all
  select greatest(first, days), 'infinity' from span
  union all
  select start, start + ${LENGTHS.day} from stale_day, span where start >= first and start < days
), rest as (
  select since, least(until, date_trunc('hour', since + interval '59:59.999999', 'UTC')) as until from gap
  union all
  select greatest(date_trunc('hour', gap.since + interval '59:59.999999', 'UTC'), least(date_trunc('hour', until, 'UTC'), hours)), until from gap, span
  union all
  select start, start + ${LENGTHS.hour} from stale, gap, span
  where start >= date_trunc('hour', gap.since + interval '59:59.999999', 'UTC') and start + ${LENGTHS.hour} <= least(until, hours)
), kinds as (
  select r.kinds from span cross join server.delivery_rollup r
  where bucket = 'day' and start >= first and start < days and start not in (select start from stale_day)
  union all
  select r.kinds from gap cross join span cross join lateral (select * from server.delivery_rollup r
    where r.bucket = 'hour' and r.start >= gap.since and r.start < least(gap.until, span.hours) offset 0) r
  where r.start + ${LENGTHS.hour} <= least(gap.until, span.hours) and r.start not in (select start from stale)
)
select channel, status, case when ? then kind end as kind, sum(count)::int as count from (
  select g.* from kinds cross join lateral jsonb_to_recordset(kinds) g (channel text, kind text, status text, count bigint)
  union all
  select d.channel, d.kind, d.status, d.count from rest cross join lateral (
    select channel, kind, status, count(*) as count from server.delivery where created_at >= rest.since and created_at < rest.until group by 1, 2, 3) d
) c group by 1, 2, 3 order by 1, 2, 3`;
