import type { LogNotice } from './event-log.ts';

/** Reports what a follower's caller rejects, without repeating itself at every retry. */
export interface Refusals {
  /** The batch that begins at `position` was rejected; null, null: the request where to resume. */
  refused(partition: number | null, position: number | null, error: unknown): void;
  /** It was accepted: the next rejection is reported at once. */
  accepted(partition: number | null): void;
}

/**
 * Creates it for one topic.
 *
 * @param everyMs how often a rejection that goes on is reported, in milliseconds @default 60_000
 */
export function createRefusals(notify: (notice: LogNotice) => void, topic: string, everyMs = 60_000): Refusals {
  const reportedAt = new Map<number | null, number>();
  return {
    refused(partition, position, error) {
      const now = performance.now();
      if (now - (reportedAt.get(partition) ?? Number.NEGATIVE_INFINITY) < everyMs) return;
      reportedAt.set(partition, now);
      const reason = error instanceof Error ? error : new Error(String(error));
      notify({ kind: 'refused', topic, partition, position, error: reason });
    },
    accepted(partition) {
      reportedAt.delete(partition);
    },
  };
}
