import type { GroupRecord, LogNotice, LogRecord } from './event-log.ts';
import { decideReadingPlace } from './reading-place.ts';
import { createWatermark, type Watermark } from './watermark.ts';

/** One partition as a member of a group reads it. It outlives the connection: what is in flight is not taken twice. */
export interface GroupPartition {
  readonly watermark: Watermark;
  /** What the group is known to have committed; null when it never did. */
  committed: number | null;
  /** Room below the span's bound. Tells, once, when it is used up. */
  room(): number;
  /** Starts those of the records that are not known yet. */
  start(records: readonly LogRecord[]): GroupRecord[];
  /**
   * Takes up reading after a connection was made, or made again: tells what is lost, and skips what others finished.
   * @returns whether it is another log than before, so that the committed position must be set back
   */
  takeUp(log: { readonly start: number; readonly end: number; readonly committed: number | null }): boolean;
}

/** What a group's partition needs to know. */
export interface GroupPartitionOptions {
  readonly topic: string;
  readonly partition: number;
  readonly maxSpan: number;
  notice(notice: LogNotice): void;
  /** Called when a record was finished while the span was full: there may be room again. */
  onRoom(): void;
}

/** Makes it; `takeUp` comes first. */
export function createGroupPartition(options: GroupPartitionOptions): GroupPartition {
  const { topic, partition, maxSpan } = options;
  let watermark = createWatermark(0);
  let known = false;
  let full = false;
  const state = {
    committed: null as number | null,
    get watermark() {
      return watermark;
    },
    room() {
      const room = Math.max(0, maxSpan - watermark.span);
      if (room === 0 && !full) options.notice({ kind: 'span-full', topic, partition, watermark: watermark.position });
      full = room === 0;
      return room;
    },
    start(records: readonly LogRecord[]) {
      const started: GroupRecord[] = [];
      const mine = watermark; // a record of another log must not finish one of this
      for (const record of records) {
        if (!mine.start(record.position)) continue;
        const finish = () => {
          mine.finish(record.position);
          if (full) options.onRoom();
        };
        started.push({ ...record, finish });
      }
      return started;
    },
    takeUp(log: { readonly start: number; readonly end: number; readonly committed: number | null }) {
      const wanted = known ? Math.max(watermark.next, log.committed ?? 0) : log.committed;
      const forgotten = known && state.committed !== null && log.committed === null;
      const place = decideReadingPlace(wanted, log, forgotten);
      const anotherLog = place.kind === 'another-log';
      if (place.kind !== 'continues') {
        options.notice({ kind: 'lost', topic, partition, from: place.wanted, to: place.from });
      }
      if (!known || anotherLog) {
        watermark = createWatermark(place.from);
      } else {
        watermark.skipTo(log.committed ?? 0); // others finished that
        watermark.passTo(place.from); // and what is in flight here stays so
      }
      known = true;
      state.committed = anotherLog ? null : log.committed;
      return anotherLog;
    },
  };
  return state;
}
