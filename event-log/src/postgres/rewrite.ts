/** Changes the content of records in place: for the erasure of personal data, and for nothing else. */
import type { LogRecord } from '../event-log.ts';
import { openSession, type Rows } from './session.ts';

/** Which records are rewritten, and how. */
export interface RewriteOptions {
  readonly url: string;
  readonly topics: readonly string[];
  /** Only records whose key or value contains one of these texts are rewritten. */
  readonly containing: readonly string[];
  /** The new content of a record; null leaves it. Its place, its key and its time stay. */
  rewrite(record: LogRecord): (Pick<LogRecord, 'headers'> & { readonly value: string }) | null;
  /** Only counts: nothing is changed. */
  readonly dryRun: boolean;
}

const PAGE = 500;
const TIMEOUT_MS = 300_000;

/**
 * Rewrites records of the log in PostgreSQL; resolves with how many, by topic. No position changes and none is left out, so
 * readers are not affected. In a database without a log there are none.
 */
export async function rewriteRecords(options: RewriteOptions): Promise<ReadonlyMap<string, number>> {
  const { url, topics, containing, rewrite, dryRun } = options;
  const changed = new Map<string, number>();
  if (containing.length === 0) return changed;
  await using session = await openSession({ url, applicationName: 'event-log rewrite', timeoutMs: TIMEOUT_MS });
  if (!(await hasLog(session.rows))) return changed;
  let after: readonly [number, string] = [-1, '-1'];
  for (let found: Found[] = [], first = true; first || found.length === PAGE; first = false) {
    found = await session.rows<Found>(FIND, [topics, containing, ...after, PAGE]);
    for (const row of found) {
      const [partitionId, position, topic] = row;
      after = [partitionId, position];
      const content = rewrite(recordOf(row));
      if (content === null) continue;
      changed.set(topic, (changed.get(topic) ?? 0) + 1);
      if (dryRun) continue;
      await session.rows(REWRITE, [partitionId, position, content.value, JSON.stringify(content.headers)]);
    }
  }
  return changed;
}

async function hasLog(rows: Rows): Promise<boolean> {
  const [answer] = await rows<[boolean]>("SELECT to_regclass('event_log.record') IS NOT NULL");
  return answer?.[0] === true;
}

type Found = [
  partitionId: number,
  position: string,
  topic: string,
  partition: number,
  key: Buffer | null,
  value: Buffer,
  headers: string | null,
  appendedAt: Date,
];

function recordOf([, position, topic, partition, key, value, headers, appendedAt]: Found): LogRecord {
  return {
    topic,
    partition,
    position: Number(position),
    key: key === null ? null : key.toString(),
    value,
    headers: headers === null ? {} : JSON.parse(headers),
    appendedAt,
  };
}

const FIND = `
SELECT r.partition_id, r.position, t.name, p.number, r.key, r.value, r.headers, r.appended_at
FROM event_log.topic t JOIN event_log.partition p ON p.topic_id = t.id JOIN event_log.record r ON r.partition_id = p.id
WHERE t.name = ANY ($1::text[]) AND (r.partition_id, r.position) > ($3::int, $4::bigint)
  AND EXISTS (SELECT FROM unnest($2::text[]) AS n (text)
    WHERE r.key = convert_to(n.text, 'UTF8') OR position(convert_to(n.text, 'UTF8') IN r.value) > 0)
ORDER BY r.partition_id, r.position LIMIT $5`;

const REWRITE = `
UPDATE event_log.record SET value = convert_to($3, 'UTF8'), headers = $4 WHERE partition_id = $1 AND position = $2`;
