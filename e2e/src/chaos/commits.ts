/** Watches how far the notifier's group says that it has come, from the first event to the last. */
import { setTimeout as wait } from 'node:timers/promises';
import type { EventLog } from '@belltower/event-log';
import type { CommitSample } from './observed.ts';

/** A watch over commits. Disposing it ends it. */
export interface CommitWatch extends AsyncDisposable {
  /** Every step that was seen, oldest first. */
  readonly samples: readonly CommitSample[];
}

/** Starts to ask about twenty times a second; while the log cannot be reached it goes on asking. */
export function watchCommits(log: EventLog): CommitWatch {
  const ending = new AbortController();
  const samples: CommitSample[] = [];
  const latest = new Map<number, number>();

  async function watch(): Promise<void> {
    while (!ending.signal.aborted) {
      const positions = await log.positions('appointments.created', 'notifier').catch(() => []);
      for (const { partition, committed } of positions) {
        if (committed === null || committed === latest.get(partition)) continue;
        latest.set(partition, committed);
        samples.push({ partition, committed, at: Date.now() });
      }
      await wait(50, undefined, { signal: ending.signal }).catch(() => {});
    }
  }
  const watching = watch();
  return {
    samples,
    async [Symbol.asyncDispose]() {
      ending.abort();
      await watching;
    },
  };
}
