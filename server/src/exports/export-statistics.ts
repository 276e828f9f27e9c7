import type { Span } from '../deliveries/span.ts';
import { type Buckets, deliveryStatistics } from '../deliveries/statistics.ts';
import type { Bucket } from '../generated/resolvers.ts';
import type { Services } from '../graphql/context.ts';
import { bucketNamed, channelOf, statusOf } from '../graphql/enums.ts';
import type { CellValue } from './csv.ts';
import { localInstant } from './local-instant.ts';
import { readParameters } from './parameters.ts';

/** The columns of statistics. */
export const statisticsColumns = ['start', 'channel', 'status', 'errorCode', 'count', 'p50Ms', 'p95Ms'] as const;

/** Which statistics are exported. */
export interface StatisticsExport {
  readonly span: Span;
  readonly buckets: Buckets & { readonly timeZone: string };
}

const BUCKETS: readonly Bucket[] = ['MINUTE', 'HOUR', 'DAY'];

/** Reads the parameters of an export. @throws {RequestError} BAD_USER_INPUT */
export function parseStatisticsExport(query: Readonly<Record<string, unknown>>): StatisticsExport {
  const given = readParameters(query, ['since', 'until', 'bucket', 'timeZone']);
  const [since, until] = [given.instant('since'), given.instant('until')];
  if (given.text('since') === undefined) given.refuse('since', 'REQUIRED', 'is needed: an RFC 3339 instant');
  const bucket = given.one('bucket', BUCKETS) ?? 'DAY';
  const timeZone = given.timeZone('timeZone');
  given.done();
  return {
    span: { since: new Date(since ?? ''), until: until === undefined ? new Date() : new Date(until) },
    buckets: { bucket: bucketNamed[bucket], timeZone },
  };
}

/** Reads the cells of statistics, which are few. */
export async function* exportStatistics(
  { db }: Services,
  { span, buckets }: StatisticsExport,
): AsyncGenerator<readonly (readonly CellValue[])[]> {
  const rows = await deliveryStatistics(db.fork(), span, buckets);
  yield rows.map(({ start, channel, status, errorCode, count, p50Ms, p95Ms }) => [
    localInstant(start, buckets.timeZone),
    channelOf[channel],
    statusOf[status],
    errorCode,
    count,
    rounded(p50Ms),
    rounded(p95Ms),
  ]);
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
