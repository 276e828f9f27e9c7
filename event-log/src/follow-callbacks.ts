import type { FollowedBatch, FollowOptions, LogNotice, PartitionPositions } from './event-log.ts';
import { createRefusals } from './refusals.ts';

/** A follower's calls to its caller. What the caller rejects is reported as `refused`, and never thrown. */
export interface FollowCallbacks {
  /** The caller was requested to say where to resume, and has not: until it does, nothing can be read. */
  readonly isWaiting: boolean;
  /** A new attempt to read starts: now the log is waited for, and not the caller. */
  startAttempt(): void;
  /** From which position each partition is to be read; null when the caller rejected. */
  resumeAt(positions: readonly PartitionPositions[]): Promise<ReadonlyMap<number, number> | null>;
  /** Resolves with whether the caller has handled the batch; if not, the same batch must be delivered again. */
  deliver(batch: FollowedBatch): Promise<boolean>;
}

/** Creates the calls of one follower. */
export function createFollowCallbacks(options: FollowOptions, notify: (notice: LogNotice) => void): FollowCallbacks {
  const refusals = createRefusals(notify, options.topic);
  let isWaiting = false;
  return {
    get isWaiting() {
      return isWaiting;
    },
    startAttempt() {
      isWaiting = false;
    },
    async resumeAt(positions) {
      isWaiting = true;
      try {
        const wanted = await options.resumeAt(positions);
        isWaiting = false;
        refusals.accepted(null);
        return wanted;
      } catch (error) {
        refusals.refused(null, null, error);
        return null;
      }
    },
    async deliver(batch) {
      try {
        await options.onBatch(batch);
        refusals.accepted(batch.partition);
        return true;
      } catch (error) {
        refusals.refused(batch.partition, batch.records[0]?.position ?? null, error);
        return false;
      }
    },
  };
}
