import type { LogNotice } from './event-log.ts';

/** Emits a caller's rejections without repeating itself at every try. */
export interface Refusals {
  /** A batch that begins at `position` was rejected; null, null: the question where to resume. */
  refused(partition: number | null, position: number | null, error: unknown): void;
  /** It was taken: the next rejection is emitted at once again. */
  taken(partition: number | null): void;
}

/** Makes it for one topic. `everyMs`: how often a rejection that goes on is emitted. @default 60_000 */
export function createRefusals(notice: (emitted: LogNotice) => void, topic: string, everyMs = 60_000): Refusals {
  const emittedAt = new Map<number | null, number>();
  return {
    refused(partition, position, error) {
      const now = performance.now();
      if (now - (emittedAt.get(partition) ?? Number.NEGATIVE_INFINITY) < everyMs) return;
      emittedAt.set(partition, now);
      const reason = error instanceof Error ? error : new Error(String(error));
      notice({ kind: 'refused', topic, partition, position, error: reason });
    },
    taken(partition) {
      emittedAt.delete(partition);
    },
  };
}
