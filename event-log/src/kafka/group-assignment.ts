import type { Consumer } from 'kafkajs';
import { createBackoff } from '../backoff.ts';
import type { LogNotice } from '../event-log.ts';
import type { GroupPartition } from '../group-partition.ts';
import type { AdminClient } from './admin.ts';
import type { Assignment } from './consumer-loop.ts';
import { createSlot, type Membership, type Slot, slotKey } from './membership.ts';
import { readPositions } from './topics.ts';

/** Prepares the partitions of each generation for reading. */
export interface GroupAssignment {
  /** The group was joined: from now on these partitions are ours, and no others. */
  join(consumer: Consumer, assignment: Assignment): void;
  /** Stops reading a partition until its positions are known again. */
  prepareAgain(slot: Slot): void;
}

/** What it needs. */
export interface GroupAssignmentOptions {
  readonly membership: Membership;
  readonly admin: AdminClient;
  readonly group: string;
  readonly topics: readonly string[];
  openPartition(topic: string, partition: number): GroupPartition;
  notify(notice: LogNotice): void;
  readonly signal: AbortSignal;
}

/** Creates the assignment of one member, without partitions. */
export function createGroupAssignment(options: GroupAssignmentOptions): GroupAssignment {
  const { membership, admin, group, topics, openPartition, notify, signal } = options;
  const { slots } = membership;

  /** Finds the positions of partitions, and lets them be read from there. Until then they are paused. */
  const prepare = async (consumer: Consumer, topic: string, partitions: readonly number[]) => {
    const { generation } = membership;
    const isCurrent = () => generation === membership.generation && !signal.aborted;
    const backoff = createBackoff(signal, { longestMs: 1_000 });
    while (isCurrent()) {
      try {
        const positions = await admin.request((client) => readPositions(client, topic, group));
        if (generation !== membership.generation) return;
        for (const partition of partitions) {
          const slot = slots.get(slotKey(topic, partition));
          const log = positions.find((one) => one.partition === partition);
          if (slot === undefined || log === undefined) continue;
          slot.fetched.clear(); // none of it was started: it is fetched again
          slot.isPaused = false;
          slot.state.resume(log);
          consumer.seek({ topic, partition, offset: String(slot.state.watermark.next) });
          slot.prepared = true;
        }
        consumer.resume([{ topic, partitions: [...partitions] }]);
        return;
      } catch {
        await backoff.wait(); // reading waits; that the log cannot be reached is reported by the consumer
      }
    }
  };

  return {
    join(consumer, assignment) {
      membership.generation += 1;
      membership.consumer = consumer;
      membership.connected = true;
      membership.leaving = null;
      const assigned = new Set([...assignment].flatMap(([topic, own]) => own.map((one) => slotKey(topic, one))));
      for (const key of slots.keys()) if (!assigned.has(key)) slots.delete(key);
      for (const topic of topics) {
        const partitions = assignment.get(topic) ?? [];
        consumer.pause([{ topic, partitions: [...partitions] }]);
        for (const partition of partitions) {
          const slot = slots.get(slotKey(topic, partition));
          if (slot !== undefined) slot.prepared = false;
          else slots.set(slotKey(topic, partition), createSlot(topic, partition, openPartition(topic, partition)));
        }
        if (partitions.length > 0) void prepare(consumer, topic, partitions);
      }
      for (const topic of topics) notify({ kind: 'assigned', topic, partitions: assignment.get(topic) ?? [] });
    },
    prepareAgain(slot) {
      slot.prepared = false;
      slot.version += 1;
      const { consumer, connected } = membership;
      if (consumer === null || !connected) return;
      consumer.pause([{ topic: slot.topic, partitions: [slot.partition] }]);
      void prepare(consumer, slot.topic, [slot.partition]);
    },
  };
}
