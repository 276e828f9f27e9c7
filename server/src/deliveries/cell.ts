import type { ChannelName, DeliveryKind, DeliveryStatus } from '@belltower/events';
import { bucketSql, type Histogram } from './histogram.ts';

/** How many deliveries of one span are alike, and how long they took from booked to first sent. */
export interface Cell {
  /** Which span: 0 is the first. */
  readonly span: number;
  readonly channel: ChannelName;
  readonly kind: DeliveryKind;
  readonly status: DeliveryStatus;
  readonly errorCode: string | null;
  readonly count: number;
  /** Of those that were sent. */
  readonly took: Histogram;
}

/** Cells of rows `d` of `deliveriesOf`, by `also` as well. */
export function cellsOf(d: string, also = ''): string {
  return `select ${also} channel, kind, status, error_code, sum(n)::int as count, string_agg(bucket || '*' || n, ' ') as took from (
    select ${also} channel, kind, status, error_code, ${bucketSql('took_ms')} as bucket, count(*) as n
    from ${d} group by ${also} channel, kind, status, error_code, bucket) h group by ${also} channel, kind, status, error_code`;
}
