import type { GroupRecord, LogNotice, LogRecord } from './event-log.ts';
import type { HeldBytes } from './unfinished-bytes.ts';
import { decideReadingPlace } from './reading-place.ts';
import { createWatermark, type Watermark } from './watermark.ts';

/** One partition as a member of a group reads it. It outlives the connection: what is in flight is not taken twice. */
export interface GroupPartition {
  readonly watermark: Watermark;
  /** What the group is known to have committed; null when it never did. */
  committed: number | null;
  /** Room below the bounds of span and bytes, in positions. Tells, once, when it is used up. */
  room(): number;
  /** Whether there was room when it was last looked for. */
  readonly hasRoom: boolean;
  /** Starts those of the records that are not known yet. */
  start(records: readonly LogRecord[]): GroupRecord[];
  /** What was started will not be finished, because it starts again: it holds nothing any more. */
  abandon(): void;
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
  /** Shared with the reader's other partitions. */
  readonly held: HeldBytes;
  notice(notice: LogNotice): void;
  /** Called when a record was finished while the span was full: there may be room again. */
  onRoom(): void;
}

/** About what a record costs whoever works on it, beside its bytes: two deliveries that wait, and what finds them. */
const RECORD_BYTES = 6_000;

/** Makes it; `takeUp` comes first. */
export function createGroupPartition(options: GroupPartitionOptions): GroupPartition {
  const { topic, partition, maxSpan } = options;
  let watermark = createWatermark(0);
  let known = false;
  let full = false;
  let own = 0;
  let isAbandoned = false;
  const release = (bytes: number) => {
    if (isAbandoned) return;
    own -= bytes;
    options.held.remove(bytes);
  };
  const state = {
    committed: null as number | null,
    get watermark() {
      return watermark;
    },
    get hasRoom() {
      return !full;
    },
    room() {
      const span = Math.max(0, maxSpan - watermark.span);
      // once full it waits for a tenth, not for a record: else it would be full again, and say so, with each
      const bytes = options.held.left(full ? own / 0.9 : own);
      const hasBytes = bytes > 0;
      if (!full && span === 0) {
        options.notice({ kind: 'span-full', topic, partition, watermark: watermark.position });
      } else if (!full && !hasBytes) {
        options.notice({ kind: 'bytes-full', topic, partition, bytes: options.held.total });
      }
      full = span === 0 || !hasBytes;
      return full ? 0 : Math.min(span, Math.ceil(bytes / RECORD_BYTES));
    },
    start(records: readonly LogRecord[]) {
      const started: GroupRecord[] = [];
      const mine = watermark; // a record of another log must not finish one of this
      for (const record of records) {
        const { position } = record;
        if (!mine.start(position)) continue;
        const bytes = RECORD_BYTES + record.value.length;
        own += bytes;
        options.held.add(bytes);
        let isFinished = false;
        // It may be kept for hours: it must not keep the record's bytes, and the answer that they were cut from.
        const finish = () => {
          if (isFinished) return;
          isFinished = true;
          release(bytes);
          mine.finish(position);
          if (full) options.onRoom();
        };
        started.push({ ...record, finish });
      }
      return started;
    },
    abandon() {
      options.held.remove(own);
      own = 0;
      isAbandoned = true;
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
