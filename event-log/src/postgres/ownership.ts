/**
 * Promise: a partition has one reader in a group. It is held by an advisory lock of the very session that reads and
 * commits, so a session that lost the lock, however it lost it, cannot commit any more.
 */
import type { Session } from './session.ts';
import type { GroupState } from './share.ts';

/** The locks of one group, as one session sees and holds them. */
export interface Ownership {
  /** Makes this session known as a member that reads these topics. */
  join(topicIds: Iterable<number>): Promise<void>;
  /** Who is there, and who holds what, now. */
  state(): Promise<GroupState>;
  /** Tries to get a partition. */
  take(partitionId: number): Promise<boolean>;
  release(partitionId: number): Promise<void>;
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
  };
}

/** pg_locks shows the two parts of a lock's name as unsigned numbers. */
const LOCKS = `
SELECT pid, (CASE WHEN objid::bigint > 2147483647 THEN objid::bigint - 4294967296 ELSE objid::bigint END)::int
FROM pg_locks
WHERE locktype = 'advisory' AND objsubid = 2 AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND classid::bigint = hashtext($1)::bigint & 4294967295`;
