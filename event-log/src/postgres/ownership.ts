/**
 * Promise: a partition has one reader in a group. Its owner has an advisory lock in the very session that reads and
 * commits, so a session that lost the lock, however it lost it, cannot commit any more. A member that hangs loses it: the
 * others end its session.
 */
import type { Ends } from './known-ends.ts';
import type { Session } from './session.ts';
import type { GroupState } from './share.ts';
import type { Partition } from './topics.ts';
import { CHANNEL } from './wakeup.ts';

/** The locks of one group, as one session sees and owns them. */
export interface Ownership {
  /** Announces this session as a member that reads the topic. */
  join(topic: Pick<Partition, 'topic' | 'topicId'>): Promise<void>;
  /**
   * The members, which of them owns which partition, and where those that `owned` names end, now. Called regularly, it is
   * this session's heartbeat. It ends the sessions of members that have run no statement for `silentMs`: their processes
   * are stopped, or hang, and would keep their partitions for ever.
   */
  state(owned: Iterable<number>, silentMs: number): Promise<GroupState & { readonly ends: Ends }>;
  /** Tries to lock a partition; resolves with whether it did. */
  take(partitionId: number): Promise<boolean>;
  release(partitionId: number): Promise<void>;
}

/** Names of locks are (group, partition id), and for members (group, -topic id): shared. */
export function createOwnership(session: Session, group: string): Ownership {
  const lockClass = `event_log ${group}`;
  return {
    async join({ topic, topicId }) {
      await session.rows(JOIN, [lockClass, -topicId, `joined ${topic}`]);
    },
    async state(owned, silentMs) {
      const members = new Map<number, Set<number>>();
      const holders = new Map<number, number>();
      const ends = new Map<number, number>();
      const values = [lockClass, silentMs, [...owned]];
      for (const [pid, name, end] of await session.rows<StateRow>(STATE, values, 'event_log_group')) {
        if (pid === null) ends.set(name, Number(end));
        else if (name > 0) holders.set(name, pid);
        else members.set(-name, (members.get(-name) ?? new Set()).add(pid));
      }
      return { members, holders, ends };
    },
    async take(partitionId) {
      const values = [lockClass, partitionId];
      const [taken] = await session.rows<[boolean]>('SELECT pg_try_advisory_lock(hashtext($1), $2::int)', values);
      return taken?.[0] ?? false;
    },
    async release(partitionId) {
      await session.rows('SELECT pg_advisory_unlock(hashtext($1), $2::int)', [lockClass, partitionId]);
    },
  };
}

/** Notifies the others, so that a member that has everything need not poll often to give some away. */
const JOIN = `SELECT pg_advisory_lock_shared(hashtext($1), $2::int), pg_notify('${CHANNEL}', $3)`;

/** A lock that a session has, or, without a session, a partition and its end. */
type StateRow = [pid: number | null, name: number, end: string | null];

/**
 * pg_locks shows the two parts of a lock's name as unsigned numbers. A session's last statement is its heartbeat, on
 * PostgreSQL's clock. A session with a running statement is not silent, unless it does not read the answer; sessions of other
 * roles show no state, and are left alone.
 */
const STATE = `
SELECT l.pid, (CASE WHEN objid::bigint > 2147483647 THEN objid::bigint - 4294967296 ELSE objid::bigint END)::int, NULL::bigint,
  CASE WHEN l.pid <> pg_backend_pid() AND (a.state <> 'active' OR a.wait_event_type = 'Client')
    AND a.state_change < clock_timestamp() - $2::float8 * interval '1 millisecond'
  THEN pg_terminate_backend(l.pid) END
FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
WHERE locktype = 'advisory' AND objsubid = 2 AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND classid::bigint = hashtext($1)::bigint & 4294967295
UNION ALL SELECT NULL, id, next_position, NULL FROM event_log.partition WHERE id = ANY ($3::int[])`;
