import { pause } from '../backoff.ts';
import type { AdminClient } from './admin.ts';
import { toEventLogError } from './errors.ts';
import { readPositions } from './topics.ts';
import { createWatchdog } from './watchdog.ts';

/** Where a member stands in one of its partitions. */
export interface Standing {
  readonly topic: string;
  readonly partition: number;
  /** The position it reads next. */
  readonly next: number;
  /** It may take more. */
  readonly room: boolean;
}

/** Who is watched, and who is told. */
export interface StallWatchOptions {
  readonly admin: AdminClient;
  readonly group: string;
  readonly topics: readonly string[];
  readonly stallMs: number;
  connected(): boolean;
  standings(): readonly Standing[];
  /** How many records were ever read. */
  read(): number;
  onStall(topic: string, silentMs: number): void;
  readonly signal: AbortSignal;
}

/** Looks now and then, past the consumer, whether it should be reading and is not; until the signal is aborted. */
export async function watchForStall(options: StallWatchOptions): Promise<void> {
  const { stallMs, signal } = options;
  const watchdog = createWatchdog(stallMs);
  while (!signal.aborted) {
    await pause(stallMs / 4, signal);
    if (signal.aborted) return;
    const unread = await firstUnread(options);
    const silentMs = watchdog.observe({
      atMs: performance.now(),
      reachable: unread.reachable,
      ahead: unread.topic !== null,
      room: true, // that of each partition is looked at where it is asked what is unread
      read: options.read(),
    });
    if (silentMs !== null && unread.topic !== null) options.onStall(unread.topic, silentMs);
  }
}

/** The first topic with records that this member should read and has not. */
async function firstUnread(options: StallWatchOptions): Promise<{ reachable: boolean; topic: string | null }> {
  for (const topic of options.topics) {
    const positions = await options.admin
      .ask((admin) => readPositions(admin, topic, options.group))
      .catch((error: unknown) => (toEventLogError(error).code === 'UNKNOWN_TOPIC' ? [] : null));
    if (positions === null) return { reachable: false, topic: null };
    const mine = options.standings().filter((standing) => standing.topic === topic);
    const isBehind = positions.some(({ partition, end, committed }) => {
      const standing = mine.find((one) => one.partition === partition);
      // Without a membership none is ours; that it does not come about is a stall as well.
      return standing === undefined
        ? !options.connected() && end > (committed ?? 0)
        : standing.room && end > standing.next;
    });
    if (isBehind) return { reachable: true, topic };
  }
  return { reachable: true, topic: null };
}
