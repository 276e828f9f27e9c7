import type { ChannelName, DeliveryStatus } from '@belltower/events';
import type { EntityManager } from '@mikro-orm/postgresql';
import { badInput } from '../request-error.ts';

/** How long one bucket is; buckets begin at whole ones in UTC. */
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

/** A span of time: `since` belongs to it, `until` does not. */
export interface Span {
  readonly since: Date;
  readonly until: Date;
}

const LENGTH_MS: Readonly<Record<Bucket, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const MOST_BUCKETS = 2_000;

/**
 * Counts the deliveries of a span of time, oldest bucket first.
 *
 * @throws {RequestError} BAD_USER_INPUT when the span ends before it begins, or has too many buckets
 */
export async function deliveryStatistics(
  em: EntityManager,
  { since, until }: Span,
  bucket: Bucket,
): Promise<readonly DeliveryBucketRow[]> {
  checkSpan({ since, until }, bucket);
  const rows = await em.execute<(Omit<DeliveryBucketRow, 'start'> & { readonly start: string })[]>(STATISTICS, [
    bucket,
    since,
    until,
  ]);
  return rows.map((row) => ({ ...row, start: new Date(row.start) }));
}

/**
 * How long it took from booked to first sent, by channel, oldest bucket first; whatever became of them afterwards.
 *
 * @throws {RequestError} BAD_USER_INPUT as `deliveryStatistics` does
 */
export async function deliveryTimings(
  em: EntityManager,
  { since, until }: Span,
  bucket: Bucket,
): Promise<readonly DeliveryTimingRow[]> {
  checkSpan({ since, until }, bucket);
  const rows = await em.execute<(Omit<DeliveryTimingRow, 'start'> & { readonly start: string })[]>(TIMINGS, [
    bucket,
    since,
    until,
  ]);
  return rows.map((row) => ({ ...row, start: new Date(row.start) }));
}

function checkSpan({ since, until }: Span, bucket: Bucket): void {
  const spanMs = until.getTime() - since.getTime();
  if (spanMs <= 0) throw badInput([{ path: ['until'], message: 'must be after since' }]);
  if (spanMs > MOST_BUCKETS * LENGTH_MS[bucket]) {
    throw badInput([{ path: ['bucket'], message: `must make at most ${MOST_BUCKETS} buckets of the span` }]);
  }
}

/** Both percentiles come from one sort; the first time sent is one look into its own index. */
const STATISTICS = `
select start, channel, status, "errorCode", count, took[1] as "p50Ms", took[2] as "p95Ms" from (
  select date_trunc(?, d.created_at, 'UTC') as start, d.channel, d.status, d.error_code as "errorCode",
    count(*)::int as count, percentile_cont(array[0.5, 0.95]) within group (order by s.took_ms) as took
  from server.delivery d
  left join lateral (
    select extract(epoch from c.occurred_at - d.created_at)::float8 * 1000 as took_ms
    from server.delivery_change c where c.delivery_id = d.id and c.status = 'sent' order by c.occurred_at limit 1
  ) s on true
  where d.created_at >= ? and d.created_at < ?
  group by 1, 2, 3, 4
) b order by start, channel, status, "errorCode"`;

const TIMINGS = `
select start, channel, sent, took[1] as "p50Ms", took[2] as "p95Ms" from (
  select date_trunc(?, d.created_at, 'UTC') as start, d.channel, count(*)::int as sent,
    percentile_cont(array[0.5, 0.95]) within group (order by s.took_ms) as took
  from server.delivery d
  cross join lateral (
    select extract(epoch from c.occurred_at - d.created_at)::float8 * 1000 as took_ms
    from server.delivery_change c where c.delivery_id = d.id and c.status = 'sent' order by c.occurred_at limit 1
  ) s
  where d.created_at >= ? and d.created_at < ?
  group by 1, 2
) b order by start, channel`;
