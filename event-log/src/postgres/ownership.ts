/**
 * Promise: a partition has one reader in a group. Its owner has an advisory lock in the very session that reads and
 * commits, so a session that lost the lock, however it lost it, cannot commit any more. A member that hangs loses it: the
 * others end its session.
 */
import type { Session } from './session.ts';
import type { GroupState } from './share.ts';

/** The locks of one group, as one session sees and owns them. */
export interface Ownership {
  /** Announces this session as a member that reads these topics. */
  join(topicIds: Iterable<number>): Promise<void>;
  /** The members, and which of them owns which partition, now. */
  state(): Promise<GroupState>;
  /** Tries to lock a partition; resolves with whether it did. */
  take(partitionId: number): Promise<boolean>;
  release(partitionId: number): Promise<void>;
  /**
   * Ends the sessions of members that have run no statement for `silentMs`: their processes are stopped, or hang, and
   * would keep their partitions for ever. Called regularly, it is this session's heartbeat.
   */
  endSilent(silentMs: number): Promise<void>;
}

/** Names of locks are (group, partition id), and for members (group, -topic id): shared. */
export function createOwnership(session: Session, group: string): Ownership {
  const lockClass = `event_log ${group}`;
  return {
    async join(topicIds) {
      for (const id of topicIds) {
        await session.rows('SELECT pg_advisory_lock_shared(hashtext($1), $2::int)', [lockClass, -id]);
      }
    },
    async state() {
      const members = new Map<number, Set<number>>();
      const holders = new Map<number, number>();
      for (const [pid, name] of await session.rows<[number, number]>(LOCKS, [lockClass], 'event_log_locks')) {
        if (name > 0) {
          holders.set(name, pid);
          continue;
        }
        const readers = members.get(-name) ?? new Set();
        members.set(-name, readers.add(pid));
      }
      return { members, holders };
    },
    async take(partitionId) {
      const values = [lockClass, partitionId];
      const [taken] = await session.rows<[boolean]>('SELECT pg_try_advisory_lock(hashtext($1), $2::int)', values);
      return taken?.[0] ?? false;
    },
    async release(partitionId) {
      await session.rows('SELECT pg_advisory_unlock(hashtext($1), $2::int)', [lockClass, partitionId]);
    },
    async endSilent(silentMs) {
      await session.rows(END_SILENT, [lockClass, silentMs], 'event_log_end_silent');
    },
  };
}

/** pg_locks shows the two parts of a lock's name as unsigned numbers. */
const OF_GROUP = `
FROM pg_locks
WHERE locktype = 'advisory' AND objsubid = 2 AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND classid::bigint = hashtext($1)::bigint & 4294967295`;

const LOCKS = `
SELECT pid, (CASE WHEN objid::bigint > 2147483647 THEN objid::bigint - 4294967296 ELSE objid::bigint END)::int
${OF_GROUP}`;

/**
 * A session's last statement is its heartbeat, on PostgreSQL's clock. A session with a running statement is not silent,
 * unless it does not read the answer; sessions of other roles show no state, and are left alone.
 */
const END_SILENT = `
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE pid IN (SELECT pid ${OF_GROUP}) AND pid <> pg_backend_pid()
  AND (state <> 'active' OR wait_event_type = 'Client')
  AND state_change < clock_timestamp() - $2::float8 * interval '1 millisecond'`;
