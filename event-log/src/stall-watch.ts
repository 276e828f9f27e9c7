import { pause, untilAborted } from './backoff.ts';
import { EventLogError } from './errors.ts';
import type { PartitionPositions } from './event-log.ts';
import { createWatchdog } from './watchdog.ts';

/** How far a reader has come in one of its partitions. */
export interface ReadingState {
  readonly topic: string;
  readonly partition: number;
  /** The position it reads next. */
  readonly next: number;
  /** The partition may take more. */
  readonly room: boolean;
}

/** The reader that is watched, and what is called when it stalls. */
export interface StallWatchOptions {
  /** Requests the positions without the reader. Rejects with an EventLogError when the log does not answer. */
  positions(topic: string): Promise<readonly PartitionPositions[]>;
  readonly topics: readonly string[];
  readonly stallMs: number;
  connected(): boolean;
  states(): readonly ReadingState[];
  /** The reader waits for its caller before it can read anything. @default never */
  waiting?(): boolean;
  /** How many records were read since the start. */
  read(): number;
  onStall(topic: string, silentMs: number): void;
  readonly signal: AbortSignal;
}

/** Checks, each quarter of `stallMs`, whether the reader should be reading and is not; until the signal is aborted. */
export async function watchForStall(options: StallWatchOptions): Promise<void> {
  await untilAborted(watch(options), options.signal); // a request that the log does not answer must not delay a stop
}

async function watch(options: StallWatchOptions): Promise<void> {
  const { stallMs, signal, waiting = () => false } = options;
  const watchdog = createWatchdog(stallMs);
  while (!signal.aborted) {
    await pause(stallMs / 4, signal);
    if (signal.aborted) return;
    const unread = await firstUnread(options);
    const silentMs = watchdog.observe({
      atMs: performance.now(),
      reachable: unread.reachable,
      ahead: unread.topic !== null,
      room: !waiting(), // that of each partition is part of `ahead`
      read: options.read(),
    });
    if (silentMs !== null && unread.topic !== null && !signal.aborted) options.onStall(unread.topic, silentMs);
  }
}

/** The first topic with records that this reader should read and has not. */
async function firstUnread(options: StallWatchOptions): Promise<{ reachable: boolean; topic: string | null }> {
  for (const topic of options.topics) {
    const positions = await options
      .positions(topic)
      .catch((error: unknown) => (error instanceof EventLogError && error.code === 'UNKNOWN_TOPIC' ? [] : null));
    if (positions === null) return { reachable: false, topic: null };
    const mine = options.states().filter((state) => state.topic === topic);
    const isBehind = positions.some(({ partition, start, end, committed }) => {
      const state = mine.find((one) => one.partition === partition);
      // Without a connection no partition is ours; a connection that never comes about is a stall as well.
      return state === undefined ? !options.connected() && end > (committed ?? start) : state.room && end > state.next;
    });
    if (isBehind) return { reachable: true, topic };
  }
  return { reachable: true, topic: null };
}
