/** The positions that groups have committed, in the table event_log.group_position. */
import type { Rows } from './session.ts';

/** The first position of a partition, its end, and what the group has committed in it; null when it never did. */
export interface Place {
  readonly start: number;
  readonly end: number;
  readonly committed: number | null;
}

/** Reads it, after inserting the group's row, which stops retention there. Null when the partition does not exist. */
export async function readPlace(rows: Rows, group: string, partitionId: number): Promise<Place | null> {
  const values = [group, partitionId];
  await rows('INSERT INTO event_log.group_position VALUES ($1, $2) ON CONFLICT DO NOTHING', values);
  const [place] = await rows<[string, string, string | null]>(PLACE, values);
  if (place === undefined) return null;
  const [start, end, committed] = place;
  return { start: Number(start), end: Number(end), committed: committed === null ? null : Number(committed) };
}

/** Commits, but never a lower position than is committed already. */
export async function commitPositions(
  rows: Rows,
  group: string,
  due: readonly { readonly id: number; readonly position: number }[],
): Promise<void> {
  const values = [group, due.map(({ id }) => id), due.map(({ position }) => position)];
  await rows(COMMIT, values, 'event_log_commit');
}

/** Resets the group to the partition's first position: what it had committed was of another log. */
export async function resetPosition(rows: Rows, group: string, partitionId: number): Promise<void> {
  await rows(RESET, [group, partitionId]);
}

const PLACE = `
SELECT p.start_position, p.next_position, g.committed
FROM event_log.partition p LEFT JOIN event_log.group_position g ON g.partition_id = p.id AND g.group_name = $1
WHERE p.id = $2`;

const COMMIT = `
INSERT INTO event_log.group_position AS g (group_name, partition_id, committed)
SELECT $1, c.partition_id, c.position FROM unnest($2::int[], $3::bigint[]) AS c (partition_id, position)
ON CONFLICT (group_name, partition_id) DO UPDATE SET committed = excluded.committed, updated_at = now()
WHERE g.committed IS NULL OR g.committed < excluded.committed`;

const RESET = `
UPDATE event_log.group_position g SET committed = p.start_position, updated_at = now()
FROM event_log.partition p WHERE p.id = g.partition_id AND g.group_name = $1 AND g.partition_id = $2`;
