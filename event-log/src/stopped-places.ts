import type { LogNotice } from './event-log.ts';

/** A partition that is not read on, because the batch at this position cannot be decoded. */
export interface StoppedPlace {
  readonly topic: string;
  readonly partition: number;
  readonly position: number;
}

/** For how long a batch that was tried in vain counts, in milliseconds: three tries of the slowest adapter. */
const COUNTS_MS = 60_000;

/** The memory of them. */
export type StoppedPlaces = ReturnType<typeof createStoppedPlaces>;

/** Remembers, of the notices that it is given, where reading stands still now: for a gauge. */
export function createStoppedPlaces(now: () => number = () => performance.now()) {
  const found = new Map<string, StoppedPlace & { readonly atMs: number }>();
  return {
    add(notice: LogNotice): void {
      if (notice.kind !== 'undecodable') return;
      const { topic, partition, from: position } = notice;
      const key = `${partition} ${topic}`;
      if (notice.skipped) found.delete(key);
      else found.set(key, { topic, partition, position, atMs: now() });
    },
    /** Those whose batch was tried lately, and in vain. */
    now(): readonly StoppedPlace[] {
      return [...found.values()].filter(({ atMs }) => now() - atMs < COUNTS_MS);
    },
  };
}
