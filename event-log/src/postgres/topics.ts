import { EventLogError } from '../errors.ts';
import type { PartitionPositions, TopicMismatch, TopicSpec } from '../event-log.ts';
import type { Rows } from './session.ts';

/** A partition. The ids are the adapter's own. */
export interface Partition {
  readonly id: number;
  readonly topicId: number;
  readonly topic: string;
  readonly number: number;
}

/** The partitions of those of these topics that exist, ordered by topic and number. */
export async function readPartitions(rows: Rows, topics: readonly string[]): Promise<Partition[]> {
  const found = await rows<[number, number, string, number]>(
    `SELECT p.id, t.id, t.name, p.number FROM event_log.partition p JOIN event_log.topic t ON t.id = p.topic_id
     WHERE t.name = ANY($1) ORDER BY t.name, p.number`,
    [topics],
  );
  return found.map(([id, topicId, topic, number]) => ({ id, topicId, topic, number }));
}

/** @throws {EventLogError} UNKNOWN_TOPIC */
export async function readPositions(rows: Rows, topic: string, group?: string): Promise<PartitionPositions[]> {
  const found = await rows<[number, string, string, string | null]>(
    `SELECT p.number, p.start_position, p.next_position, g.committed
     FROM event_log.partition p JOIN event_log.topic t ON t.id = p.topic_id
     LEFT JOIN event_log.group_position g ON g.partition_id = p.id AND g.group_name = $2
     WHERE t.name = $1 ORDER BY p.number`,
    [topic, group ?? null],
  );
  if (found.length === 0) throw unknownTopic(topic);
  return found.map(([partition, start, end, committed]) => {
    return {
      partition,
      start: Number(start),
      end: Number(end),
      committed: committed === null ? null : Number(committed),
    };
  });
}

/**
 * Creates missing topics; two processes may do so at once. A log in one database has one copy of everything: another
 * `replicationFactor` or `minInsyncReplicas` than 1 is returned as a difference, for new topics too.
 */
export async function createTopics(rows: Rows, specs: readonly TopicSpec[]): Promise<TopicMismatch[]> {
  const mismatches: TopicMismatch[] = [];
  for (const spec of specs) {
    await rows(
      `WITH made AS (INSERT INTO event_log.topic (name, retention_ms) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING RETURNING id)
       INSERT INTO event_log.partition (topic_id, number) SELECT id, number FROM made, generate_series(0, $3::int - 1) AS number`,
      [spec.topic, spec.retentionMs, spec.partitions],
    );
    const [found] = await rows<[string, number]>(
      `SELECT t.retention_ms, count(p.id)::int FROM event_log.topic t LEFT JOIN event_log.partition p ON p.topic_id = t.id
       WHERE t.name = $1 GROUP BY t.id`,
      [spec.topic],
    );
    const actual = {
      partitions: found?.[1] ?? 0,
      replicationFactor: 1,
      minInsyncReplicas: 1,
      retentionMs: Number(found?.[0]),
    };
    for (const setting of ['partitions', 'replicationFactor', 'minInsyncReplicas', 'retentionMs'] as const) {
      if (actual[setting] === spec[setting]) continue;
      mismatches.push({ topic: spec.topic, setting, wanted: spec[setting], found: actual[setting] });
    }
  }
  return mismatches;
}

/** The error for a topic that does not exist: none is ever created by using it. */
export function unknownTopic(topic: string): EventLogError {
  return new EventLogError('UNKNOWN_TOPIC', `topic ${topic} does not exist in the event log`);
}
