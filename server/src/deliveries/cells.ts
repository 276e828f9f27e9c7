import type { EntityManager } from '@mikro-orm/postgresql';
import { type Cell, cellsOf } from './cell.ts';
import { addText } from './histogram.ts';
import { deliveriesOf, LENGTHS, staleHours } from './rollup.ts';

/** Cells as they are stored, of deliveries of one span that were counted with those of `home`. */
interface Row {
  readonly span: number;
  /** From which span they are taken away; null where they were not counted yet. */
  readonly home: number | null;
  readonly cells: string;
}

type StoredCell = Pick<Cell, 'channel' | 'kind' | 'status' | 'count'> & {
  readonly error_code: string | null;
  /** A histogram as text; null when none of them was sent. */
  readonly took: string | null;
};

/**
 * Counts the deliveries created in spans that follow on each other: from each of `bounds` until the next.
 *
 * From whole days that are summed up. A day that a bound divides counts for the span of its noon, and the hours of the others are moved:
 * so a day of a zone is one day and few hours. In the gaps between them, of today and of days in which something changed, from whole hours;
 * and the rest from deliveries: of the last hours, of hours in which something changed or that a bound divides.
 */
export async function readCells(em: EntityManager, bounds: readonly Date[]): Promise<readonly Cell[]> {
  const rows = await em.execute<Row[]>(CELLS, [`{${bounds.map((bound) => bound.toISOString()).join(',')}}`]);
  const sums = new Map<string, Cell>();
  for (const { span, home, cells } of rows) {
    for (const cell of JSON.parse(cells) as StoredCell[]) {
      addCell(sums, span, cell, 1);
      if (home !== null) addCell(sums, home, cell, -1);
    }
  }
  return [...sums.values()].filter(({ count }) => count !== 0);
}

function addCell(sums: Map<string, Cell>, span: number, stored: StoredCell, times: 1 | -1): void {
  const { channel, kind, status, error_code: errorCode } = stored;
  const key = `${span} ${channel} ${kind} ${status} ${errorCode ?? ''}`;
  const sum = sums.get(key) ?? { span, channel, kind, status, errorCode, count: 0, took: [] };
  sums.set(key, { ...sum, count: sum.count + times * stored.count });
  if (stored.took !== null) addText(sum.took, stored.took, times);
}

const hourFrom = (at: string) => `date_trunc('hour', ${at} + interval '59:59.999999', 'UTC')`;
const dayFrom = (at: string) => `date_trunc('day', ${at} + interval '23:59:59.999999', 'UTC')`;

/** `offset 0`: PostgreSQL would compare all hours with each gap. */
const CELLS = `
with given as materialized (
  select bounds, bounds[1] as since, bounds[cardinality(bounds)] as until,
    coalesce((select through from server.delivery_rollup_through where bucket = 'day'), '-infinity') as days,
    coalesce((select through from server.delivery_rollup_through where bucket = 'hour'), '-infinity') as hours
  from (select ?::timestamptz[] as bounds) b
), whole as materialized (
  select *, least(until, ${hourFrom('since')}) as from_hour, greatest(least(until, ${hourFrom('since')}), least(date_trunc('hour', until, 'UTC'), hours)) as to_hour from given
), span as materialized (
  select *, least(${dayFrom('from_hour')}, to_hour) as from_day,
    greatest(least(${dayFrom('from_hour')}, to_hour), least(date_trunc('day', to_hour, 'UTC'), days)) as to_day from whole
), bound as materialized (
  select unnest(bounds) as at from span
), stale as materialized (
  ${staleHours('from_hour', 'to_hour')}
), stale_day as materialized (
  select distinct date_trunc('day', start, 'UTC') as start from stale
), divided as materialized (
  select distinct start, width_bucket(start + interval '12 hours', bounds) - 1 as home
  from (select date_trunc('day', at, 'UTC') as start from bound where at <> date_trunc('day', at, 'UTC')) b, span
  where start >= from_day and start < to_day and start not in (select start from stale_day)
), cut as materialized (
  select date_trunc('hour', at, 'UTC') as start from bound, span where at <> date_trunc('hour', at, 'UTC') and at >= from_hour and at < to_hour
), gap as materialized (
  select from_hour as since, from_day as until, null::int as home from span
  union all
  select to_day, to_hour, null from span
  union all
  select start, start + ${LENGTHS.day}, null from stale_day, span where start >= from_day and start < to_day
  union all
  select start, start + ${LENGTHS.day}, home from divided
), summed as (
  select r.start + interval '12 hours' as at, null::int as home, r.cells from span cross join server.delivery_rollup r
  where r.bucket = 'day' and r.start >= from_day and r.start < to_day and r.start not in (select start from stale_day)
  union all
  select r.start, gap.home, r.cells from gap cross join lateral (select start, cells from server.delivery_rollup r
    where r.bucket = 'hour' and r.start >= gap.since and r.start < gap.until offset 0) r
  where r.start not in (select start from stale union all select start from cut)
), rest as (
  select since, from_hour as until, null::int as home from span
  union all
  select to_hour, until, null from span
  union all
  select h.start, h.start + ${LENGTHS.hour}, divided.home
  from (select start from stale union select start from cut) h left join divided on divided.start = date_trunc('day', h.start, 'UTC')
), d as materialized (
  select width_bucket(d.created_at, bounds) - 1 as span, rest.home, d.* from span cross join rest cross join lateral (${deliveriesOf('rest.since', 'rest.until')}) d
)
select s.span, home, cells::text as cells from (select width_bucket(at, bounds) - 1 as span, home, cells from summed, span) s where home is distinct from s.span
union all
select span, home, json_agg(c)::text from (${cellsOf('d', 'span, home,')}) c where home is distinct from span group by span, home`;
