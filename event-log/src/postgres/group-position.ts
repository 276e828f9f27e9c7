/** How far a group has come in each partition, as its rows tell it. */
import type { Rows } from './session.ts';

/** Where a partition begins and ends, and what the group has committed in it; null when it never did. */
export interface Place {
  readonly start: number;
  readonly end: number;
  readonly committed: number | null;
}

/** Reads it, after making the group's row, which holds back retention. Null when the partition is gone. */
export async function readPlace(rows: Rows, group: string, partitionId: number): Promise<Place | null> {
  const values = [group, partitionId];
  await rows('INSERT INTO event_log.group_position VALUES ($1, $2) ON CONFLICT DO NOTHING', values);
  const [place] = await rows<[string, string, string | null]>(PLACE, values);
  if (place === undefined) return null;
  const [start, end, committed] = place;
  return { start: Number(start), end: Number(end), committed: committed === null ? null : Number(committed) };
}

/** Commits, and never a lower position than is committed already. */
export async function commitPositions(
  rows: Rows,
  group: string,
  due: readonly { readonly id: number; readonly position: number }[],
): Promise<void> {
  const values = [group, due.map(({ id }) => id), due.map(({ position }) => position)];
  await rows(COMMIT, values, 'event_log_commit');
}

/** Sets the group back to the partition's beginning: what it had committed was of another log. */
export async function setBack(rows: Rows, group: string, partitionId: number): Promise<void> {
  await rows(SET_BACK, [group, partitionId]);
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

const SET_BACK = `
UPDATE event_log.group_position g SET committed = p.start_position, updated_at = now()
FROM event_log.partition p WHERE p.id = g.partition_id AND g.group_name = $1 AND g.partition_id = $2`;
