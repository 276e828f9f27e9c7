import type { ChannelName, DeliveryStatus } from '@belltower/events';
import type { EntityManager } from '@mikro-orm/postgresql';
import { instantOf, localTimeOf } from '../local-time.ts';
import { badInput } from '../request-error.ts';
import type { Cell } from './cell.ts';
import { readCells } from './cells.ts';
import { addTo, countOf, type Histogram, percentilesOf } from './histogram.ts';
import { deliveriesOf, LENGTHS, staleHours, TOOK } from './rollup.ts';
import { checkOrder, type Span } from './span.ts';

/** How long one bucket is. Minutes and hours are those of UTC, days those of a time zone. */
export type Bucket = 'minute' | 'hour' | 'day';

/** The deliveries created in one span of time that have come to one status on one channel. */
export interface DeliveryBucketRow {
  readonly start: Date;
  readonly channel: ChannelName;
  readonly status: DeliveryStatus;
  readonly errorCode: string | null;
  readonly count: number;
  /** From booked to first sent, in milliseconds; null when none was sent. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/** How long the deliveries on one channel took that were created in one span of time and were sent. */
export interface DeliveryTimingRow {
  readonly start: Date;
  readonly channel: ChannelName;
  readonly sent: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

const LENGTH_MS: Readonly<Record<Bucket, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const MOST_BUCKETS = 2_000;
/** Buckets that are read with exact percentiles. */
type Short = Exclude<Bucket, 'day'>;
const LENGTH: Readonly<Record<Short, string>> = { hour: LENGTHS.hour, minute: "interval '1 minute'" };

/** Which buckets: how long each is, and the zone whose days are meant. */
export interface Buckets {
  readonly bucket: Bucket;
  /** An IANA name that `timeZoneSchema` accepts. @default 'UTC' */
  readonly timeZone?: string;
}

/**
 * Counts the deliveries of a span of time, oldest bucket first.
 *
 * @throws {RequestError} BAD_USER_INPUT when the span ends before it begins, or has too many buckets
 */
export async function deliveryStatistics(
  em: EntityManager,
  span: Span,
  { bucket, timeZone = 'UTC' }: Buckets,
): Promise<readonly DeliveryBucketRow[]> {
  checkSpan(span, bucket);
  if (bucket === 'day') {
    const alike = await daysOf(em, span, timeZone, ({ channel, status, errorCode }) => [channel, status, errorCode]);
    return alike.map(({ start, cells: [first, ...rest], p50Ms, p95Ms }) => {
      const count = rest.reduce((sum, cell) => sum + cell.count, first.count);
      return { start, channel: first.channel, status: first.status, errorCode: first.errorCode, count, p50Ms, p95Ms };
    });
  }
  return await rowsOf<DeliveryBucketRow>(em, statistics(bucket), span);
}

/**
 * How long it took from booked to first sent, by channel, oldest bucket first; whatever became of them afterwards.
 *
 * @throws {RequestError} BAD_USER_INPUT as `deliveryStatistics` does
 */
export async function deliveryTimings(
  em: EntityManager,
  span: Span,
  { bucket, timeZone = 'UTC' }: Buckets,
): Promise<readonly DeliveryTimingRow[]> {
  checkSpan(span, bucket);
  if (bucket === 'day') {
    const alike = await daysOf(em, span, timeZone, ({ channel }) => [channel]);
    return alike.flatMap(({ start, cells: [{ channel }], sent, p50Ms, p95Ms }) =>
      p50Ms === null || p95Ms === null ? [] : [{ start, channel, sent, p50Ms, p95Ms }],
    );
  }
  return await rowsOf<DeliveryTimingRow>(em, timings(bucket), span);
}

async function rowsOf<Row extends { readonly start: Date }>(em: EntityManager, sql: string, span: Span) {
  const rows = await em.execute<(Omit<Row, 'start'> & { readonly start: string })[]>(sql, [span.since, span.until]);
  return rows.map((row) => ({ ...row, start: new Date(row.start) }) as unknown as Row);
}

/** The deliveries of one day that are alike. */
interface Alike {
  readonly start: Date;
  readonly cells: readonly [Cell, ...Cell[]];
  /** How many of them were sent. */
  readonly sent: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/** The days of a zone, each with its deliveries by what `keyOf` says, in its order, what is null last. */
async function daysOf(
  em: EntityManager,
  { since, until }: Span,
  timeZone: string,
  keyOf: (cell: Cell) => readonly (string | null)[],
): Promise<readonly Alike[]> {
  const starts = dayStarts({ since, until }, timeZone);
  const cells = await readCells(em, [since, ...starts.slice(1), until]);
  const groups = Map.groupBy(cells, (cell) =>
    [String(cell.span).padStart(4, '0'), ...keyOf(cell).map((part) => part ?? '\uffff')].join(' '),
  );
  const inOrder = [...groups].sort(([one], [other]) => (one < other ? -1 : 1));
  return inOrder.flatMap(([, [first, ...rest]]) => {
    if (first === undefined) return [];
    const took: Histogram = [];
    for (const cell of [first, ...rest]) addTo(took, cell.took);
    const [p50Ms = null, p95Ms = null] = percentilesOf(took, [0.5, 0.95]);
    const sent = countOf(took);
    return [{ start: starts[first.span] ?? since, cells: [first, ...rest] as const, sent, p50Ms, p95Ms }];
  });
}

/** When the days of a zone begin that a span touches: the first of them not after it does. */
function dayStarts({ since, until }: Span, timeZone: string): readonly Date[] {
  const day = Math.floor(localTimeOf(timeZone, since.getTime()) / LENGTH_MS.day);
  const starts: Date[] = [];
  for (let n = 0; ; n++) {
    const start = startOfDay(timeZone, (day + n) * LENGTH_MS.day);
    if (start >= until) return starts;
    if (n === 0 || start > since) starts.push(start);
  }
}

/** At midnight; where clocks are put forward over it, when they are. */
function startOfDay(timeZone: string, midnight: number): Date {
  const start = instantOf(timeZone, midnight);
  return new Date(start + midnight - localTimeOf(timeZone, start));
}

function checkSpan({ since, until }: Span, bucket: Bucket): void {
  checkOrder({ since, until });
  if (until.getTime() - since.getTime() <= MOST_BUCKETS * LENGTH_MS[bucket]) return;
  const message = `must make at most ${MOST_BUCKETS} buckets of the span`;
  throw badInput([{ path: ['bucket'], code: 'OUT_OF_RANGE', message }]);
}

/**
 * Whole buckets that are summed up, and `rest`: the spans of time to read from deliveries, which are the beginning and the end of the
 * span, and what has changed since it was summed up. Of minutes nothing is summed up.
 */
const parts = (bucket: Short, summed: string) => `
with span as materialized (
  select *, date_trunc('${bucket}', since + ${LENGTH[bucket]} - interval '1 microsecond', 'UTC') as first, coalesce(
    (select through from server.delivery_rollup_through where bucket = '${bucket}'), '-infinity') as through
  from (select ?::timestamptz as since, ?::timestamptz as until) s
), stale as materialized (
  select distinct date_trunc('${bucket}', start, 'UTC') as start from (${staleHours('first', 'least(until, through)')}) h
), kept as materialized (
  select r.start, g.* from span cross join server.delivery_rollup r cross join lateral ${summed}
  where r.bucket = '${bucket}' and r.start >= first and r.start + ${LENGTH[bucket]} <= least(until, through)
    and r.start not in (select start from stale)
), rest as (
  select since, least(until, first) as until from span
  union all
  select greatest(first, least(date_trunc('${bucket}', until, 'UTC'), through)), until from span
  union all
  select start, start + ${LENGTH[bucket]} from stale, span where start + ${LENGTH[bucket]} <= least(until, through)
), d as materialized (
  select date_trunc('${bucket}', d.created_at, 'UTC') as start, d.* from rest cross join lateral (${deliveriesOf('rest.since', 'rest.until')}) d
)`;

const statistics = (bucket: Short) => `
${parts(bucket, `jsonb_to_recordset(r.groups) g (channel text, status text, error_code text, count int, took float8[])`)}
select start, channel, status, error_code as "errorCode", count, took[1] as "p50Ms", took[2] as "p95Ms" from (
  select * from kept
  union all
  select start, channel, status, error_code, count(*)::int, ${TOOK} from d group by 1, 2, 3, 4
) b order by start, channel, status, "errorCode"`;

const timings = (bucket: Short) => `
${parts(bucket, `jsonb_to_recordset(r.timings) g (channel text, sent int, took float8[])`)}
select start, channel, sent, took[1] as "p50Ms", took[2] as "p95Ms" from (
  select * from kept
  union all
  select start, channel, count(*)::int, ${TOOK} from d where took_ms is not null group by 1, 2
) b order by start, channel`;
