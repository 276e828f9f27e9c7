import type { GroupRecord, LogNotice, SubscribeOptions } from '../event-log.ts';
import type { GroupPartition } from '../group-partition.ts';
import { takeRecords } from '../take.ts';
import { createWakeSignal } from '../wake-signal.ts';
import { isReading, type Membership, type Slot, slotKey } from './membership.ts';
import { toLogRecord } from './record.ts';

const CHUNK_RECORDS = 500;
/** The most fetched bytes of a partition that wait to be taken. */
const ENOUGH_BYTES = 1 << 20;

/** Gives fetched records to the group's `take`, as far as there is room. */
export interface GroupPump {
  /** Gives away what was fetched of one partition, and lets more be fetched in time. */
  pump(slot: Slot): void;
  /** There may be room, or a wait may be over: pumps all partitions, once for all calls of one turn. */
  wake(): void;
  /** Resolves after the next pumping of all partitions, or after `timeoutMs`. */
  wait(timeoutMs: number): Promise<unknown>;
  /** Whether so much of a partition waits to be taken that nothing more is to be fetched of it. */
  hasEnough(slot: Slot): boolean;
}

/** What it needs. */
export interface GroupPumpOptions {
  readonly membership: Membership;
  readonly take: SubscribeOptions['take'];
  /** The bound of unfinished bytes of the whole reader. */
  readonly maxBytes: number;
  openPartition(topic: string, partition: number): GroupPartition;
  prepareAgain(slot: Slot): void;
  notify(notice: LogNotice): void;
  readonly signal: AbortSignal;
}

/** Creates the pump of one member. */
export function createGroupPump(options: GroupPumpOptions): GroupPump {
  const { membership, maxBytes, openPartition, prepareAgain, notify, signal } = options;
  const { slots } = membership;
  const pumped = createWakeSignal();
  let isScheduled = false;

  const give = async (slot: Slot, records: readonly GroupRecord[]) => {
    slot.taking = true;
    const isTaken = await takeRecords(records, options, notify, signal);
    slot.taking = false;
    if (!isTaken) {
      slot.state.abandon();
      slot.state = openPartition(slot.topic, slot.partition);
      if (slots.get(slotKey(slot.topic, slot.partition)) === slot) prepareAgain(slot);
    }
    wake();
  };

  /** All partitions together keep waiting at most a part of the reader's bound. */
  const hasEnough = ({ fetched }: Slot) => fetched.bytes > Math.min(ENOUGH_BYTES, maxBytes / 8 / slots.size);

  const pump = (slot: Slot) => {
    const { fetched } = slot;
    while (isReading(membership, slot) && !signal.aborted && !slot.taking && !fetched.isEmpty) {
      const room = slot.state.room();
      if (room === 0) return;
      const chunk = fetched.take(Math.min(CHUNK_RECORDS, room));
      const started = slot.state.start(chunk.map((message) => toLogRecord(slot.topic, slot.partition, message)));
      membership.read += started.length;
      if (started.length > 0) void give(slot, started);
    }
    if (!isReading(membership, slot) || signal.aborted) return;
    if (fetched.isEmpty && fetched.end !== null) slot.state.watermark.advanceTo(fetched.end);
    if (!slot.isPaused || hasEnough(slot)) return;
    slot.isPaused = false;
    membership.consumer?.resume([{ topic: slot.topic, partitions: [slot.partition] }]);
  };

  const wake = () => {
    if (isScheduled) return;
    isScheduled = true;
    queueMicrotask(() => {
      isScheduled = false;
      for (const slot of slots.values()) pump(slot);
      pumped.wake();
    });
  };

  return { pump, wake, wait: pumped.wait, hasEnough };
}
