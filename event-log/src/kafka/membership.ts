import type { Consumer } from 'kafkajs';
import type { GroupPartition } from '../group-partition.ts';
import type { ReadingState } from '../stall-watch.ts';
import { createFetched, type Fetched } from './fetched.ts';

/** A partition that is assigned to this member. */
export interface Slot {
  readonly topic: string;
  readonly partition: number;
  state: GroupPartition;
  /** Its positions in the group and in the log are known: it may be read and committed. */
  prepared: boolean;
  /** Counts how often it was prepared again: a batch that was fetched before that must not be used. */
  version: number;
  /** Records were given to `take`, which has not resolved yet. */
  taking: boolean;
  /** Fetched messages that wait to be taken. */
  readonly fetched: Fetched;
  /** Nothing is fetched of it, because enough waits. */
  isPaused: boolean;
  /** The position from which a batch was fetched again, because it did not begin there. */
  sought: number | null;
  /** The position at which a batch cannot be decoded: the reason why nothing is read there is known. */
  blockedAt: number | null;
}

/** A reader's membership in its group, as it is now. */
export interface Membership {
  /** That of the current generation, or of the last one; null before the first. */
  consumer: Consumer | null;
  /** The group is joined, and the consumer has not failed since. */
  connected: boolean;
  /** Counts the joins and failures: work of an older generation must not be used. */
  generation: number;
  /** The end of this generation: work in progress is drained and committed. Null before that. */
  leaving: Promise<void> | null;
  /** How many records were read since the start. */
  read: number;
  /** By `slotKey`. */
  readonly slots: Map<string, Slot>;
}

/** Creates the membership of a reader that has joined no group yet. */
export function createMembership(): Membership {
  return { consumer: null, connected: false, generation: 0, leaving: null, read: 0, slots: new Map() };
}

/** Names a partition of a topic. */
export function slotKey(topic: string, partition: number): string {
  return `${partition} ${topic}`;
}

/** Creates the slot of a partition whose positions are not known yet. */
export function createSlot(topic: string, partition: number, state: GroupPartition): Slot {
  return {
    topic,
    partition,
    state,
    prepared: false,
    version: 0,
    taking: false,
    sought: null,
    blockedAt: null,
    fetched: createFetched(),
    isPaused: false,
  };
}

/** Whether records of a slot may be given away: it is still assigned, its positions are known and nothing is drained. */
export function isReading({ slots, connected, leaving }: Membership, slot: Slot): boolean {
  const isAssigned = slots.get(slotKey(slot.topic, slot.partition)) === slot;
  return isAssigned && connected && slot.prepared && leaving === null;
}

/** The bytes of all messages that wait to be taken. */
export function fetchedBytes({ slots }: Membership): number {
  return [...slots.values()].reduce((sum, { fetched }) => sum + fetched.bytes, 0);
}

/** The slots whose watermark is above what is committed, with that position. */
export function dueCommits({ slots }: Membership): (Slot & { readonly position: number })[] {
  return [...slots.values()].flatMap((slot) => {
    const { position } = slot.state.watermark;
    // Also the first position: if the log forgets a position that it once had, it is recognised as another log.
    return slot.prepared && position > (slot.state.committed ?? -1) ? [{ ...slot, position }] : [];
  });
}

/** The slots as the stall watch sees them. */
export function readingStates({ slots }: Membership): ReadingState[] {
  return [...slots.values()].map(({ topic, partition, taking, state, blockedAt }) => ({
    topic,
    partition,
    next: state.watermark.next,
    room: !taking && state.hasRoom && blockedAt !== state.watermark.next,
  }));
}
