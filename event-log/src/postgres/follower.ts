import { createBackoff, untilAborted } from '../backoff.ts';
import type { FollowOptions, LogNotice, Reader } from '../event-log.ts';
import { createFollowCallbacks } from '../follow-callbacks.ts';
import { createInterruptions } from '../interruptions.ts';
import { watchForStall } from '../stall-watch.ts';
import { waitAtMost } from '../timeouts.ts';
import { createWakeSignal } from '../wake-signal.ts';
import { toEventLogError } from './errors.ts';
import { type Following, followTopic } from './follower-session.ts';
import { createKnownEnds } from './known-ends.ts';
import type { ReaderContext } from './reader-context.ts';

/** How long disposing waits for the batches in progress. */
const DRAIN_MS = 5_000;

/** Starts a reader that follows all partitions of a topic from positions that its caller keeps. */
export function startFollower(context: ReaderContext, options: FollowOptions): Reader {
  const { topic } = options;
  const notify = (notice: LogNotice) => options.onNotice?.(notice);
  const stopping = new AbortController();
  const { signal } = stopping;
  const wakeSignal = createWakeSignal();
  const knownEnds = createKnownEnds();
  const unlisten = context.wakeups.listen([topic], (ends) => {
    knownEnds.announced(ends);
    wakeSignal.wake();
  });
  const callbacks = createFollowCallbacks(options, notify);
  const following: Following = { topic, places: new Map(), read: 0, batches: new Set() };
  let connected = false;

  const run = async () => {
    const backoff = createBackoff(signal);
    const interruptions = createInterruptions((error) =>
      notify({ kind: 'interrupted', error: toEventLogError(error) }),
    );
    const onReading = () => {
      connected = true;
      interruptions.recovered();
      backoff.reset();
    };
    while (!signal.aborted) {
      const interruption = new AbortController();
      const interrupted = AbortSignal.any([signal, interruption.signal]);
      try {
        await using session = await context.openSession(`event-log following ${topic}`);
        session.onEnd(wakeSignal.wake);
        const pollMs = () => (context.wakeups.isListening ? context.quietPollMs : context.pollMs);
        const reading = { following, callbacks, knownEnds, wakeSignal, pollMs, notify, onReading, signal, interrupted };
        await followTopic(session.rows, reading);
      } catch (error) {
        interruptions.failed(error);
      } finally {
        connected = false;
        interruption.abort();
      }
      // The batches in progress move the caller's positions: they end before the caller says where to resume.
      await untilAborted(Promise.all(following.batches), signal);
      await backoff.wait();
    }
    await waitAtMost(DRAIN_MS, Promise.all(following.batches));
    unlisten();
  };

  const watching = watchForStall({
    positions: context.positions,
    topics: [topic],
    stallMs: context.stallMs,
    connected: () => connected,
    states: () =>
      [...following.places].map(([{ number }, { next, busy }]) => ({ topic, partition: number, next, room: !busy })),
    waiting: () => callbacks.isWaiting,
    read: () => following.read,
    onStall: (_topic, silentMs) => notify({ kind: 'stalled', topic, silentMs }),
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
