/** From statistics to what charts and tables show. Pure. */
import type { Channel, DeliveryStatus, DeskStatisticsQuery } from '../generated/graphql.ts';

/** What the charts are drawn from. */
export type Statistics = DeskStatisticsQuery;

/** One bucket of a chart: how many deliveries of each status. */
export interface Bar {
  readonly start: string;
  readonly counts: Readonly<Partial<Record<DeliveryStatus, number>>>;
  readonly total: number;
}

/** A bar for each start, also where there was nothing; of one channel, or of all with null. */
export function barsOf({ deliveryStatistics }: Statistics, starts: readonly string[], channel: Channel | null): Bar[] {
  const rows = Map.groupBy(
    deliveryStatistics.filter((row) => channel === null || row.channel === channel),
    ({ start }) => Date.parse(start),
  );
  return starts.map((start) => {
    const counts: Partial<Record<DeliveryStatus, number>> = {};
    let total = 0;
    for (const { status, count } of rows.get(Date.parse(start)) ?? []) {
      counts[status] = (counts[status] ?? 0) + count;
      total += count;
    }
    return { start, counts, total };
  });
}

/** How long a channel took in each bucket, in milliseconds; null where nothing was sent. */
export function timingsOf(
  { deliveryTimings }: Statistics,
  starts: readonly string[],
  channel: Channel,
): { readonly p50: (number | null)[]; readonly p95: (number | null)[] } {
  const rows = new Map(
    deliveryTimings.filter((row) => row.channel === channel).map((row) => [Date.parse(row.start), row]),
  );
  const read = (of: 'p50Ms' | 'p95Ms') => starts.map((start) => rows.get(Date.parse(start))?.[of] ?? null);
  return { p50: read('p50Ms'), p95: read('p95Ms') };
}

/** A share as people read it: `97.3 %`; a dash where there is nothing to be a share of. */
export function shareText(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((part / whole) * 100).toFixed(part === 0 || part === whole ? 0 : 1)} %`;
}

/** A duration for people, to three digits at most: `340 ms`, `2.1 s`, `4 min`. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}
