import { pause, untilAborted } from '../backoff.ts';
import { drainWithin } from '../drain.ts';
import type { SubscribeOptions } from '../event-log.ts';
import { waitAtMost, withTimeout } from '../timeouts.ts';
import { dueCommits, type Membership } from './membership.ts';

const COMMIT_MS = 200;
/** How long leaving waits for the last commit: what it does not say is read again. */
const LAST_COMMIT_MS = 5_000;

/** Commits what a member has finished. */
export interface GroupCommit {
  /**
   * Drains the work in progress, for `drainMs` at most, and commits it; once per generation. Nothing is read after that,
   * and what is committed now is not done again by another member.
   */
  leave(drainMs: number): Promise<void>;
  /** Commits each 200 ms, until the signal is aborted. */
  run(signal: AbortSignal): Promise<void>;
}

/** Creates the commits of one member. A commit is given up after `hangMs`. */
export function createGroupCommit(membership: Membership, options: SubscribeOptions, hangMs: number): GroupCommit {
  const commit = async () => {
    const due = dueCommits(membership);
    const { consumer, connected } = membership;
    if (due.length === 0 || consumer === null || !connected) return;
    const offsets = due.map(({ topic, partition, position }) => ({ topic, partition, offset: String(position) }));
    await withTimeout('a commit', hangMs, consumer.commitOffsets(offsets));
    for (const { state, position } of due) state.committed = Math.max(state.committed ?? 0, position);
  };

  return {
    leave(drainMs) {
      membership.leaving ??= (async () => {
        await drainWithin(drainMs, options);
        await waitAtMost(LAST_COMMIT_MS, commit());
      })();
      return membership.leaving;
    },
    async run(signal) {
      while (!signal.aborted) {
        await pause(COMMIT_MS, signal);
        // A commit that failed is not retried: the next one computes its own positions.
        if (signal.aborted || membership.leaving !== null) continue;
        await untilAborted(
          commit().catch(() => {}),
          signal,
        );
      }
    },
  };
}
