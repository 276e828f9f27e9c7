import { EventLogError } from '../errors.ts';
import type { LogNotice, LogRecord, SubscribeOptions } from '../event-log.ts';
import { takeRecords } from '../take.ts';
import type { GroupSlots, Slot } from './group-slots.ts';
import type { KnownEnds } from './known-ends.ts';
import { missingIn, type Page, readPages, type Wanted } from './read.ts';
import type { Rows } from './session.ts';

const PAGE_RECORDS = 500;

/** Reads the partitions of a member and gives their records to `take`. */
export interface GroupRead {
  /** Reads as much as there is room for; resolves with how many records were read. */
  read(rows: Rows): Promise<number>;
  /** How many records were read since the start. */
  readonly count: number;
}

/** What it needs. */
export interface GroupReadOptions {
  readonly slots: GroupSlots;
  readonly knownEnds: KnownEnds;
  readonly take: SubscribeOptions['take'];
  notify(notice: LogNotice): void;
  /** `take` has settled: more may be read. */
  onTaken(): void;
  readonly signal: AbortSignal;
}

/** Creates the reading of one member. */
export function createGroupRead(options: GroupReadOptions): GroupRead {
  const { slots, knownEnds, notify, onTaken, signal } = options;
  let count = 0;

  const give = async (slot: Slot, records: readonly LogRecord[]) => {
    const started = slot.state.start(records);
    if (started.length === 0) return;
    slot.taking = true;
    const isTaken = await takeRecords(started, options, notify, signal);
    slot.taking = false;
    if (!isTaken) {
      slot.state.abandon();
      slots.delete(slot.partition.id);
      slots.toResume.add(slot.partition);
    }
    onTaken();
  };

  /** Reports what is missing of a page, and gives its records away; returns how many. */
  const usePage = (slot: Slot, from: number, page: Page): number => {
    const { topic, number } = slot.partition;
    if (from > page.end) {
      slots.toResume.add(slot.partition); // it is another log
    } else {
      const overtaken = from < page.start ? [{ from, to: page.start }] : []; // retention was quicker
      for (const gap of [...overtaken, ...missingIn(from, page)]) {
        notify({ kind: 'lost', topic, partition: number, ...gap });
        if (page.records.length === 0) slot.state.watermark.advanceTo(gap.to);
      }
    }
    if (page.records.length > 0) void give(slot, page.records);
    return page.records.length;
  };

  return {
    get count() {
      return count;
    },
    async read(rows) {
      const wanted = slots
        .mine()
        .filter(({ partition, state }) => knownEnds.mayReachBeyond(partition.id, state.watermark.next))
        .flatMap(wantedOf);
      if (wanted.length === 0) return 0;
      for (const { partition } of wanted) knownEnds.reading(partition.id);
      const pages = await readPages(rows, wanted);
      let found = 0;
      for (const { partition, from } of wanted) {
        const page = pages.get(partition);
        const { topic, number } = partition;
        if (page === undefined) throw new EventLogError('UNEXPECTED', `partition ${number} of ${topic} does not exist`);
        knownEnds.found(partition.id, page.end);
        const slot = slots.slotOf(partition);
        // partitions that came before it in this answer may have used up its room
        const room = page.records.length === 0 ? 0 : slot.state.room();
        if (page.records.length > 0 && room === 0) continue;
        found += usePage(slot, from, { ...page, records: page.records.slice(0, room) });
      }
      count += found;
      return found;
    },
  };
}

function wantedOf({ partition, state, taking }: Slot): Wanted[] {
  const limit = taking ? 0 : Math.min(PAGE_RECORDS, state.room());
  return limit > 0 ? [{ partition, from: state.watermark.next, limit }] : [];
}
