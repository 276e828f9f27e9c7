/**
 * Promise: a record is committed only when it and everything below it is finished, for partitions that are ours, and
 * never a lower position than before. A crash, a cut connection or a rebalance replays what was not committed, and
 * skips nothing.
 */
import type { LogNotice, Reader, SubscribeOptions } from '../event-log.ts';
import { createGroupPartition } from '../group-partition.ts';
import { createUnfinishedBytes } from '../unfinished-bytes.ts';
import { keepConsuming } from './consumer-loop.ts';
import { createGroupAssignment } from './group-assignment.ts';
import { createGroupBatches } from './group-batches.ts';
import { createGroupCommit } from './group-commit.ts';
import { createGroupPump } from './group-pump.ts';
import { createMembership, fetchedBytes, readingStates, slotKey } from './membership.ts';
import type { ReaderContext } from './reader-context.ts';
import { watchForStall } from './stall.ts';

/** Starts a member of a group. */
export function startGroupReader(context: ReaderContext, options: SubscribeOptions): Reader {
  const { group, topics, take, drainMs = 5_000, maxSpan = 200_000, maxBytes = 256 << 20 } = options;
  const notify = (notice: LogNotice) => options.onNotice?.(notice);
  const stopping = new AbortController();
  const { signal } = stopping;
  const membership = createMembership();
  const { slots } = membership;
  const onRoom = () => pump.wake();

  const unfinishedBytes = createUnfinishedBytes({ limit: maxBytes, beside: () => fetchedBytes(membership), onRoom });
  const openPartition = (topic: string, partition: number) =>
    createGroupPartition({ topic, partition, maxSpan, unfinishedBytes, notify, onRoom });
  const parts = { membership, admin: context.admin, group, topics, take, maxBytes, openPartition, notify, signal };
  const assignment = createGroupAssignment(parts);
  const pump = createGroupPump({ ...parts, prepareAgain: assignment.prepareAgain });
  const commits = createGroupCommit(membership, options, context.hangMs);

  const eachBatch = createGroupBatches({ membership, assignment, pump, signal });
  // The coordinator gets no heartbeat meanwhile: it must end before the session does.
  eachBatch.beforeRejoin = () => commits.leave(Math.min(drainMs, context.sessionMs / 2));

  const consuming = keepConsuming({
    ...context,
    topics,
    groupId: () => group,
    eachBatch,
    onUndecodable(topic, partition, found) {
      const slot = slots.get(slotKey(topic, partition));
      if (slot !== undefined && !found.skipped) slot.blockedAt = slot.fetched.end ?? slot.state.watermark.next;
      notify({ kind: 'undecodable', topic, partition, ...found });
    },
    onJoin(consumer, assigned) {
      assignment.join(consumer, assigned);
      pump.wake();
    },
    onInterrupted(error) {
      membership.connected = false;
      membership.generation += 1;
      pump.wake();
      notify({ kind: 'interrupted', error });
    },
    async beforeStop(consumer) {
      // Paused, it continues to send heartbeats.
      for (const { topic, partition } of slots.values()) consumer.pause([{ topic, partitions: [partition] }]);
      await commits.leave(drainMs);
      membership.connected = false;
    },
    signal,
  });
  const watching = watchForStall({
    ...context,
    group,
    topics,
    connected: () => membership.connected,
    states: () => readingStates(membership),
    read: () => membership.read,
    onStall: (topic, silentMs) => notify({ kind: 'stalled', topic, silentMs }),
    signal,
  });
  const done = Promise.all([consuming, commits.run(signal), watching]);

  return {
    get connected() {
      return membership.connected;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      pump.wake();
      await done;
      await commits.leave(drainMs); // does nothing when it was done before the group was left
    },
  };
}
