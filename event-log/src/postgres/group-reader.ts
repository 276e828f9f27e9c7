/**
 * Promise: a record is committed only when it and everything below it is finished, by the session that owns its
 * partition. A crash, a cut connection or a partition that moves replays what was not committed, and skips nothing.
 */
import { randomUUID } from 'node:crypto';
import { createBackoff } from '../backoff.ts';
import { drainWithin } from '../drain.ts';
import type { LogNotice, Reader, SubscribeOptions } from '../event-log.ts';
import { createInterruptions } from '../interruptions.ts';
import { watchForStall } from '../stall-watch.ts';
import { createWakeSignal } from '../wake-signal.ts';
import { toEventLogError } from './errors.ts';
import { createGroupRead } from './group-read.ts';
import { readAsMember } from './group-session.ts';
import { createGroupSlots, readingStates } from './group-slots.ts';
import { createKnownEnds } from './known-ends.ts';
import type { ReaderContext } from './reader-context.ts';

/** Starts a member of a group. */
export function startGroupReader(context: ReaderContext, options: SubscribeOptions): Reader {
  const { group, topics, take, drainMs = 5_000, maxSpan = 200_000, maxBytes = 256 << 20 } = options;
  const notify = (notice: LogNotice) => options.onNotice?.(notice);
  const stopping = new AbortController();
  const { signal } = stopping;
  const wakeSignal = createWakeSignal();
  const knownEnds = createKnownEnds();
  const slots = createGroupSlots({ maxSpan, maxBytes, notify, onRoom: wakeSignal.wake });
  const unlisten = context.wakeups.listen(topics, (ends) => {
    knownEnds.announced(ends);
    slots.isShareDue ||= ends === null;
    wakeSignal.wake();
  });
  const reading = createGroupRead({ slots, knownEnds, take, notify, onTaken: wakeSignal.wake, signal });
  let connected = false;

  const run = async () => {
    const backoff = createBackoff(signal);
    const interruptions = createInterruptions((error) =>
      notify({ kind: 'interrupted', error: toEventLogError(error) }),
    );
    const name = `event-log ${randomUUID().slice(0, 8)} ${group}`;
    let isDrained = false;
    let lastPid = 0;
    while (!signal.aborted) {
      try {
        await using session = await context.openSession(name);
        session.onEnd(wakeSignal.wake);
        // A commit that a crash of PostgreSQL forgets is replayed, so it need not wait for the disk.
        await session.rows('SET synchronous_commit = off');
        await session.rows(END_LAST, [lastPid, name.slice(0, 63)]);
        lastPid = session.pid;
        connected = true;
        interruptions.recovered();
        backoff.reset();
        await readAsMember(session, {
          context,
          options,
          drainMs,
          slots,
          knownEnds,
          reading,
          wakeSignal,
          notify,
          signal,
        });
        isDrained = true;
      } catch (error) {
        interruptions.failed(error);
      } finally {
        connected = false;
        slots.owned.clear();
      }
      await backoff.wait();
    }
    if (!isDrained) await drainWithin(drainMs, options);
    unlisten();
  };

  const watching = watchForStall({
    positions: (topic) => context.positions(topic, group),
    topics,
    stallMs: context.stallMs,
    connected: () => connected,
    states: () => readingStates(slots.mine()),
    read: () => reading.count,
    onStall: (topic, silentMs) => notify({ kind: 'stalled', topic, silentMs }),
    signal,
  });
  const done = Promise.all([run(), watching]);
  return {
    get connected() {
      return connected;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      wakeSignal.wake();
      await done;
    },
  };
}

/** After a cut that PostgreSQL has not noticed, our last session would still own the partitions that we need. */
const END_LAST = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND application_name = $2';
