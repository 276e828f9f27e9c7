import type { GroupAssignment } from './group-assignment.ts';
import type { GroupPump } from './group-pump.ts';
import { type Membership, slotKey } from './membership.ts';
import type { EachBatch } from './patch-kafkajs.ts';

/** How long the other partitions of an answer wait for one whose records may be taken soon. */
const PATIENCE_MS = 250;

/** Where fetched batches go. */
export interface GroupBatchesOptions {
  readonly membership: Membership;
  readonly assignment: GroupAssignment;
  readonly pump: GroupPump;
  readonly signal: AbortSignal;
}

/**
 * Creates the handler of a member's batches. It accepts a batch only where reading continues; a batch that begins
 * elsewhere is fetched again, once, before its gap is believed.
 */
export function createGroupBatches({ membership, assignment, pump, signal }: GroupBatchesOptions): EachBatch {
  return async ({ batch, heartbeat, resolveOffset, pause }) => {
    const { generation } = membership;
    const slot = membership.slots.get(slotKey(batch.topic, batch.partition));
    if (slot === undefined) return;
    const { version } = slot;
    const isCurrent = () =>
      generation === membership.generation &&
      membership.leaving === null &&
      !signal.aborted &&
      slot.prepared &&
      slot.version === version;
    if (!isCurrent()) return;
    const wanted = slot.fetched.end ?? slot.state.watermark.next;
    if (Number(batch.highWatermark) < wanted) return assignment.prepareAgain(slot); // it is another log
    const first = Number(batch.firstOffset() ?? wanted);
    if (first > wanted && slot.sought !== wanted) {
      // kafkajs skipped, or records are gone, or the log left positions out: fetching again shows which.
      assignment.prepareAgain(slot);
      slot.sought = wanted;
      return;
    }
    if (batch.messages.length === 0) membership.read += 1; // what the log left out is read, too
    slot.fetched.push(batch.messages, Number(batch.lastOffset()) + 1);
    resolveOffset(batch.lastOffset());
    pump.pump(slot);
    // A partition that is taken from soon need not be paused. One that is not must not delay the others of this answer.
    const since = performance.now();
    while (isCurrent() && pump.hasEnough(slot) && performance.now() - since < PATIENCE_MS) await pump.wait(PATIENCE_MS);
    if (isCurrent() && pump.hasEnough(slot)) {
      slot.isPaused = true;
      pause();
    }
    await heartbeat();
  };
}
