import type { LogNotice } from './event-log.ts';

/** A partition whose reading is stopped, because the batch at this position cannot be decoded. */
export interface StoppedPlace {
  readonly topic: string;
  readonly partition: number;
  readonly position: number;
}

/** How long a failed attempt to decode a batch counts, in milliseconds: three attempts of the slowest adapter. */
const COUNTS_MS = 60_000;

/** The partitions that are stopped now. */
export type StoppedPlaces = ReturnType<typeof createStoppedPlaces>;

/** Collects from a log's notices which partitions are stopped now: for a gauge. */
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
    /** The partitions whose batch could not be decoded at the last attempt. */
    now(): readonly StoppedPlace[] {
      return [...found.values()].filter(({ atMs }) => now() - atMs < COUNTS_MS);
    },
  };
}
