import type { Bucket } from '../generated/graphql.ts';
import { formatIn } from '../time/format.ts';

/** What buckets are called, by when they begin, on the clocks of a zone. */
export function createLabels(bucket: Bucket, zone: string): (start: string) => string {
  if (bucket === 'MINUTE') return (start) => formatIn(zone, start, 'clock');
  if (bucket === 'HOUR') return (start) => formatIn(zone, start, 'hour');
  const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric', timeZone: zone });
  return (start) => day.format(new Date(start));
}
