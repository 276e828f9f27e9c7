import { createBackoff, pause } from '../backoff.ts';
import type { Rows } from './session.ts';

const PAGE = 5_000;

/**
 * Removes records that are older than their topic's retention, about every `everyMs`, in the background; never one at or
 * above a group's committed position. After a failure the next sweep tries again;
 * `onFailure` is called with the first one since a sweep succeeded.
 */
export function startRetention(rows: Rows, everyMs: number, onFailure: (error: unknown) => void): AsyncDisposable {
  const stopping = new AbortController();
  const done = (async () => {
    const backoff = createBackoff(stopping.signal, { firstMs: everyMs, longestMs: everyMs });
    let failing = false;
    for (;;) {
      await backoff.wait();
      if (stopping.signal.aborted) return;
      try {
        await removeOld(rows, stopping.signal);
        failing = false;
      } catch (error) {
        if (!failing) onFailure(error);
        failing = true;
      }
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await done;
    },
  };
}

/** Removes what is too old now, in small statements. */
export async function removeOld(rows: Rows, signal: AbortSignal): Promise<void> {
  const partitions = await rows<[number, string, string]>(CANDIDATES);
  for (const [id, limit, retentionMs] of partitions) {
    for (let removed = PAGE; removed === PAGE && !signal.aborted; await pause(10, signal)) {
      const [answer] = await rows<[number]>(REMOVE, [id, limit, retentionMs, PAGE]);
      removed = answer?.[0] ?? 0;
    }
  }
}

/** The lowest position that a group of a partition has committed; null where no group reads it. */
const LOWEST = '(SELECT min(coalesce(g.committed, 0)) FROM event_log.group_position g WHERE g.partition_id = p.id)';

/** Partitions with records that every group has committed, and up to which position. */
const CANDIDATES = `
SELECT id, least(next_position, lowest), retention_ms FROM (
  SELECT p.id, p.start_position, p.next_position, t.retention_ms, ${LOWEST} AS lowest
  FROM event_log.partition p JOIN event_log.topic t ON t.id = p.topic_id WHERE t.retention_ms >= 0
) candidate WHERE start_position < least(next_position, lowest)`;

/** The lowest committed position is read again: a group may have joined since the candidates were read. */
const REMOVE = `
WITH page AS (
  SELECT r.position, r.appended_at FROM event_log.partition p JOIN event_log.record r ON r.partition_id = p.id
  WHERE p.id = $1 AND r.position < least($2, ${LOWEST}) ORDER BY r.position LIMIT $4),
bounds AS (
  SELECT coalesce(min(position) FILTER (WHERE appended_at > now() - $3 * interval '1 millisecond'), max(position) + 1) AS young
  FROM page),
gone AS (
  DELETE FROM event_log.record r USING bounds
  WHERE r.partition_id = $1 AND r.position < bounds.young RETURNING r.position),
counted AS (SELECT count(*)::int AS count, max(position) + 1 AS start FROM gone),
moved AS (
  UPDATE event_log.partition p SET start_position = greatest(p.start_position, counted.start)
  FROM counted WHERE p.id = $1 AND counted.count > 0)
SELECT count FROM counted`;
