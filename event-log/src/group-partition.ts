import type { GroupRecord, LogNotice, LogRecord } from './event-log.ts';
import { decideReadingPlace, type Extent, reportLost } from './reading-place.ts';
import type { UnfinishedBytes } from './unfinished-bytes.ts';
import { createWatermark, type Watermark } from './watermark.ts';

/** One partition as a member of a group reads it. It outlives the connection: what is in flight is not started twice. */
export interface GroupPartition {
  readonly watermark: Watermark;
  /** The position that the group is known to have committed; null when it never did. */
  committed: number | null;
  /** How many records may be read within the bounds of span and bytes. Reports, once, when there is no room. */
  room(): number;
  /** Whether there was room at the last call of `room`. */
  readonly hasRoom: boolean;
  /** Starts those of the records that were not started before. */
  start(records: readonly LogRecord[]): GroupRecord[];
  /** What was started will not be finished, because it is read again: its bytes count no more. */
  abandon(): void;
  /**
   * Resumes reading after a connection was made: reports what is lost, and counts as finished what other members
   * finished.
   *
   * @returns whether it is another log than before, so that the committed position must be reset
   */
  resume(log: Extent & { readonly committed: number | null }): boolean;
}

/** What a group's partition needs to know. */
export interface GroupPartitionOptions {
  readonly topic: string;
  readonly partition: number;
  readonly maxSpan: number;
  /** Shared with the reader's other partitions. */
  readonly unfinishedBytes: UnfinishedBytes;
  notify(notice: LogNotice): void;
  /** Called when a record was finished while the partition was full: there may be room again. */
  onRoom(): void;
}

/** About what a record costs its consumer beside its bytes: two deliveries that wait, and their entries in indexes. */
const RECORD_BYTES = 6_000;

/** Creates the state of one partition; `resume` must be called first. */
export function createGroupPartition(options: GroupPartitionOptions): GroupPartition {
  const { topic, partition, maxSpan, unfinishedBytes, notify } = options;
  let watermark = createWatermark(0);
  let known = false;
  let full = false;
  let own = 0;
  let isAbandoned = false;
  const release = (bytes: number) => {
    if (isAbandoned) return;
    own -= bytes;
    unfinishedBytes.remove(bytes);
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
      // once full it waits for a tenth, not for a record: else it would be full again, and report so, with each
      const bytes = unfinishedBytes.left(full ? own / 0.9 : own);
      const hasBytes = bytes > 0;
      if (!full && span === 0) {
        notify({ kind: 'span-full', topic, partition, watermark: watermark.position });
      } else if (!full && !hasBytes) {
        notify({ kind: 'bytes-full', topic, partition, bytes: unfinishedBytes.total });
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
        unfinishedBytes.add(bytes);
        let isFinished = false;
        // It may be kept for hours: it must not keep alive the record's bytes, and the answer that they were cut from.
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
      unfinishedBytes.remove(own);
      own = 0;
      isAbandoned = true;
    },
    resume(log: Extent & { readonly committed: number | null }) {
      const wanted = known ? Math.max(watermark.next, log.committed ?? 0) : log.committed;
      const forgotten = known && state.committed !== null && log.committed === null;
      const place = reportLost(decideReadingPlace(wanted, log, forgotten), options, notify);
      const anotherLog = place.kind === 'another-log';
      if (!known || anotherLog) {
        watermark = createWatermark(place.from);
      } else {
        watermark.markFinishedTo(log.committed ?? 0); // by other members
        watermark.advanceTo(place.from); // and what is in flight here stays so
      }
      known = true;
      state.committed = anotherLog ? null : log.committed;
      return anotherLog;
    },
  };
  return state;
}
