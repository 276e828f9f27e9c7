import type { LogRecord } from '../event-log.ts';
import type { Rows } from './session.ts';
import type { Partition } from './topics.ts';

/** The records to read of one partition: from a position on, at most `limit`. */
export interface Wanted {
  readonly partition: Partition;
  readonly from: number;
  readonly limit: number;
}

/** What was read of one partition, in one snapshot. */
export interface Page {
  readonly start: number;
  readonly end: number;
  readonly records: readonly LogRecord[];
}

/** Positions below the log's end that have no record: `from` up to and without `to`. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/**
 * What is missing of a page that was read from `from` on: rows that were deleted by hand, or left out by a partial
 * restore. It needs no second look: a page is one statement, so one snapshot, and an append moves `end` in the transaction
 * that writes its records, so everything below `end` was committed before the snapshot.
 */
export function missingIn(from: number, { start, end, records }: Page): Gap[] {
  const gaps: Gap[] = [];
  let next = Math.max(from, start);
  for (const { position } of records) {
    if (position > next) gaps.push({ from: next, to: position });
    next = Math.max(next, position + 1);
  }
  if (records.length === 0 && next < end) gaps.push({ from: next, to: end });
  return gaps;
}

/** The most bytes of values that one read takes from a partition; a single record may be larger. */
const PAGE_BYTES = 1_000_000;
/** The most that one read takes from all its partitions. */
const READ_BYTES = 16_000_000;

/** Reads several partitions at once, in one round trip. A partition that is gone is not in the answer. */
export async function readPages(rows: Rows, wanted: readonly Wanted[]): Promise<Map<Partition, Page>> {
  const found = await rows<ReadRow>(
    READ,
    [
      wanted.map(({ partition }) => partition.id),
      wanted.map(({ from }) => from),
      wanted.map(({ limit }) => limit),
      Math.min(PAGE_BYTES, Math.floor(READ_BYTES / wanted.length)),
    ],
    'event_log_read',
  );
  const pages = new Map<Partition, Page & { records: LogRecord[] }>();
  let page: (Page & { records: LogRecord[] }) | undefined;
  let partition: Partition | undefined;
  for (const row of found) {
    if (row[0] !== partition?.id || page === undefined) {
      partition = wanted.find((one) => one.partition.id === row[0])?.partition;
      if (partition === undefined) continue;
      page = { start: Number(row[1]), end: Number(row[2]), records: [] };
      pages.set(partition, page);
    }
    if (row[3] !== null) page.records.push(toRecord(partition, row));
  }
  return pages;
}

type ReadRow = [
  id: number,
  start: string,
  end: string,
  position: string | null,
  key: Buffer | null,
  value: Buffer,
  headers: string | null,
  appendedAtSeconds: number,
];

function toRecord(partition: Partition, [, , , position, key, value, headers, appendedAt]: ReadRow): LogRecord {
  return {
    topic: partition.topic,
    partition: partition.number,
    position: Number(position),
    key: key === null ? null : key.toString(),
    value,
    headers: headers === null ? {} : JSON.parse(headers),
    appendedAt: new Date(appendedAt * 1_000),
  };
}

const READ = `
SELECT p.id, p.start_position, p.next_position, r.position, r.key, r.value, r.headers, date_part('epoch', r.appended_at)
FROM unnest($1::int[], $2::bigint[], $3::int[]) AS w (id, wanted, most)
JOIN event_log.partition p ON p.id = w.id
LEFT JOIN LATERAL (
  SELECT * FROM (
    SELECT position, key, value, headers, appended_at,
           sum(octet_length(value)) OVER (ORDER BY position) - octet_length(value) AS bytes_before
    FROM event_log.record WHERE partition_id = p.id AND position >= w.wanted ORDER BY position LIMIT w.most
  ) page WHERE bytes_before < $4
) r ON true
ORDER BY p.id, r.position`;
