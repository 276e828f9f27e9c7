import { LAST, type Last } from '../desk/time-range.ts';
import type { Bucket, Channel, DeliveryStatus, DeskStatisticsQuery } from '../generated/graphql.ts';

/** What the charts are drawn from. */
export type Statistics = DeskStatisticsQuery;

/** The bucket of each range. */
const BUCKETS: Readonly<Record<Last, { readonly bucket: Bucket; readonly ms: number }>> = {
  '1h': { bucket: 'MINUTE', ms: 60_000 },
  '24h': { bucket: 'HOUR', ms: 3_600_000 },
  '7d': { bucket: 'DAY', ms: 86_400_000 },
  '30d': { bucket: 'DAY', ms: 86_400_000 },
};

/** What to ask the server for, for a range that ends at `now`: it begins with a whole bucket, and ends with the one begun. */
export function spanFor(last: Last, now: Date): { since: string; until: string; bucket: Bucket; starts: string[] } {
  const { bucket, ms } = BUCKETS[last];
  const first = Math.floor((now.getTime() - LAST[last].ms) / ms) * ms + ms;
  const starts: string[] = [];
  for (let start = first; start <= now.getTime(); start += ms) starts.push(new Date(start).toISOString());
  return {
    since: new Date(first).toISOString(),
    until: new Date(first + starts.length * ms).toISOString(),
    bucket,
    starts,
  };
}

/** One bucket of a chart: how many deliveries of each status. */
export interface Bar {
  readonly start: string;
  readonly counts: Readonly<Partial<Record<DeliveryStatus, number>>>;
  readonly total: number;
}

/** A bar for each start, also where there was nothing; of one channel, or of all with null. */
export function barsOf({ deliveryStatistics }: Statistics, starts: readonly string[], channel: Channel | null): Bar[] {
  return starts.map((start) => {
    const counts: Partial<Record<DeliveryStatus, number>> = {};
    let total = 0;
    for (const row of deliveryStatistics) {
      if (Date.parse(row.start) !== Date.parse(start) || (channel !== null && row.channel !== channel)) continue;
      counts[row.status] = (counts[row.status] ?? 0) + row.count;
      total += row.count;
    }
    return { start, counts, total };
  });
}

/** Why deliveries failed, the most frequent reason first. */
export function reasonsOf({ deliveryStatistics }: Statistics): { channel: Channel; code: string; count: number }[] {
  const reasons = new Map<string, { channel: Channel; code: string; count: number }>();
  for (const { channel, status, errorCode, count } of deliveryStatistics) {
    if (status !== 'FAILED' || errorCode === null) continue;
    const before = reasons.get(`${channel} ${errorCode}`)?.count ?? 0;
    reasons.set(`${channel} ${errorCode}`, { channel, code: errorCode, count: before + count });
  }
  return [...reasons.values()].sort((one, other) => other.count - one.count);
}

/** A duration for people, to three digits at most: `340 ms`, `2.1 s`, `4 min`. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}
