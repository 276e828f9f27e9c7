/**
 * Promise: positions of a partition become visible in order and without gaps. The partition's counter row is locked
 * until the append commits, so a reader that sees a position can see every one below it; an append that fails releases
 * its positions.
 */
import { EventLogError } from '../errors.ts';
import type { NewRecord } from '../event-log.ts';
import { partitionOf } from '../murmur2.ts';
import { arrayParameter, ELEMENT } from './array-parameter.ts';
import type { Rows } from './session.ts';
import { type Partition, readPartitions, unknownTopic } from './topics.ts';
import { type Announcement, CHANNEL, readEnds } from './wakeup.ts';

/** Writes batches, each as one statement in a transaction of its own. */
export interface Appender {
  /**
   * Appends, and notifies the other processes; resolves with what our own readers have to be woken for.
   *
   * @throws {EventLogError} UNKNOWN_TOPIC, or what the driver rejects with
   */
  append(records: readonly NewRecord[]): Promise<readonly Announcement[]>;
  /** Rejects when one of these topics does not exist. Costs nothing once they are known. */
  requireTopics(topics: Iterable<string>): Promise<void>;
}

/** Creates an appender; it remembers the partitions of the topics it has seen. `self` signs its notifications. */
export function createAppender(rows: Rows, self: string): Appender {
  const known = new Map<string, readonly Partition[]>();
  // One look-up per topic: calls that wait for the same one continue in the order they came.
  const lookups = new Map<string, Promise<void>>();

  const lookUp = async (topic: string) => {
    const partitions = await readPartitions(rows, [topic]);
    if (partitions.length === 0) throw unknownTopic(topic);
    known.set(topic, partitions);
  };

  const requireTopics = async (topics: Iterable<string>) => {
    for (const topic of topics) {
      if (known.has(topic)) continue;
      const lookup = lookups.get(topic) ?? lookUp(topic).finally(() => lookups.delete(topic));
      lookups.set(topic, lookup);
      await lookup;
    }
  };

  return {
    requireTopics,
    async append(records) {
      await requireTopics(new Set(records.map(({ topic }) => topic)));
      const sizes = new Map<number, number>();
      const topics: string[] = [];
      const ids: number[] = [];
      const ranks: number[] = [];
      const keys = records.map(({ key, noKey }) => (noKey ? null : Buffer.from(key)));
      for (const [index, { topic }] of records.entries()) {
        const partitions = known.get(topic) ?? [];
        const id = partitions[partitionOf(keys[index] ?? Buffer.of(), partitions.length)]?.id ?? -1;
        const rank = sizes.get(id) ?? 0;
        if (rank === 0) topics.push(topic);
        sizes.set(id, rank + 1);
        ids.push(id);
        ranks.push(rank);
      }
      const values = records.map(({ value }) => (typeof value === 'string' ? Buffer.from(value) : value));
      const headers = records.map(({ headers }) => {
        for (const _ in headers) return Buffer.from(JSON.stringify(headers));
        return null;
      });
      const written = await rows<[count: number, topic: string, ends: string]>(
        APPEND,
        [
          [...sizes.keys()],
          [...sizes.values()],
          ids,
          ranks,
          arrayParameter(ELEMENT.bytea, keys),
          arrayParameter(ELEMENT.bytea, values),
          arrayParameter(ELEMENT.text, headers),
          topics,
          self,
        ],
        'event_log_append',
      );
      const count = written[0]?.[0];
      if (count === records.length) return written.map(([, topic, ends]) => ({ topic, ends: readEnds(ends) }));
      known.clear(); // a topic was dropped, or created again, by hand
      throw new EventLogError('UNEXPECTED', `a topic of this batch changed: ${count} of ${records.length} written`);
    },
  };
}

/** A notification carries at most 8,000 bytes: where there is no room for the ends, it says nothing of them. */
const MOST_ENDS = 7_000;

/**
 * All counter rows of a batch are locked first, in the order of their ids: two batches cannot wait for each other. Commits that
 * notify wait for each other, one after the other: a batch is one commit, and those of one partition do so anyway.
 */
const APPEND = `
WITH wanted AS (SELECT * FROM unnest($1::int[], $2::int[], $8::text[]) AS w (id, size, topic)),
locked AS MATERIALIZED (
  SELECT id FROM event_log.partition WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE),
advanced AS (
  UPDATE event_log.partition p SET next_position = p.next_position + w.size
  FROM locked JOIN wanted w USING (id) WHERE p.id = locked.id
  RETURNING p.id, p.next_position - w.size AS base, p.next_position AS end, w.topic),
written AS (
  INSERT INTO event_log.record (partition_id, position, key, value, headers)
  SELECT a.id, a.base + r.rank, r.key, r.value, r.headers
  FROM unnest($3::int[], $4::int[], $5::bytea[], $6::bytea[], $7::text[]) AS r (id, rank, key, value, headers)
  JOIN advanced a USING (id)
  RETURNING 1),
announced AS (SELECT topic, string_agg(id || ':' || "end", ',') AS ends FROM advanced GROUP BY topic)
SELECT (SELECT count(*)::int FROM written), topic, ends, pg_notify('${CHANNEL}',
  $9 || CASE WHEN length(ends) <= ${MOST_ENDS} THEN '|' || ends ELSE '' END || ' ' || topic) FROM announced`;
