/**
 * Durations as counts of buckets, which add up over any span of time, unlike percentiles. Bucket `n` holds what is above `GROWTH` to the
 * power of n - 1, up to its power of n (DDSketch, VLDB 2019), bucket 0 what took a millisecond or less: so each duration is known to within
 * `ERROR` of itself, or a millisecond, and so is each percentile.
 */

/** How far from the truth a duration may be, as a share of it. */
export const ERROR = 0.02;
const GROWTH = (1 + ERROR) / (1 - ERROR);

/** The bucket of a duration in milliseconds, as SQL. */
export function bucketSql(ms: string): string {
  return `case when ${ms} is null then null when ${ms} <= 1 then 0 else ceil(ln(${ms}) / ln(${GROWTH}::float8))::int end`;
}

/** How many durations each bucket holds, by its number. */
export type Histogram = number[];

const [SPACE, STAR, ZERO] = [32, 42, 48];

/** Adds what a text such as `152*3 153*1` says, of three durations in bucket 152 and one in 153; `times` -1 takes it away again. */
export function addText(histogram: Histogram, text: string, times: 1 | -1): void {
  let [bucket, number] = [0, 0];
  for (let at = 0; at <= text.length; at++) {
    const code = at === text.length ? SPACE : text.charCodeAt(at);
    if (code === SPACE) addCount(histogram, bucket, times * number);
    if (code === STAR) bucket = number;
    number = code === SPACE || code === STAR ? 0 : number * 10 + code - ZERO;
  }
}

/** Adds one to another. */
export function addTo(histogram: Histogram, other: Histogram): void {
  let bucket = 0;
  for (const count of other) {
    if (count !== 0) addCount(histogram, bucket, count);
    bucket++;
  }
}

/** Without holes: PostgreSQL counts durations of a century in bucket 700. */
function addCount(histogram: Histogram, bucket: number, count: number): void {
  while (histogram.length <= bucket) histogram.push(0);
  histogram[bucket] = (histogram[bucket] ?? 0) + count;
}

/** How many durations it holds. */
export function countOf(histogram: Histogram): number {
  let sum = 0;
  for (const count of histogram) sum += count;
  return sum;
}

/** Percentiles in milliseconds, between neighbours as `percentile_cont` of PostgreSQL has it; null where there is no duration. */
export function percentilesOf(histogram: Histogram, shares: readonly number[]): readonly (number | null)[] {
  const total = countOf(histogram);
  if (total === 0) return shares.map(() => null);
  const nth = (n: number): number => {
    let [before, bucket] = [0, 0];
    for (const count of histogram) {
      before += count;
      if (before > n) return middleOf(bucket);
      bucket++;
    }
    return 0;
  };
  return shares.map((share) => {
    const at = share * (total - 1);
    const [lower, upper] = [nth(Math.floor(at)), nth(Math.ceil(at))];
    return lower + (at - Math.floor(at)) * (upper - lower);
  });
}

function middleOf(bucket: number): number {
  return bucket === 0 ? 1 : (2 * GROWTH ** bucket) / (GROWTH + 1);
}
