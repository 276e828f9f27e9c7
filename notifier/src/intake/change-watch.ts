/**
 * Learns of the changes that other notifiers record, so that what waits here for a later attempt, perhaps for hours, ends as soon as it
 * is old. The claim of that attempt would refuse it in any case. While nothing waits, nothing is read.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangesSince, Ledger, RecordedChange } from '../ledger/ledger.ts';

/** What watching needs. */
export interface ChangeWatchOptions {
  readonly ledger: Pick<Ledger, 'changesSince'>;
  /** Whether anything waits. */
  isWaiting(): boolean;
  onChange(change: RecordedChange): void;
  readonly everyMs: number;
}

/** Starts watching; disposing it ends that. While the ledger cannot be read, it waits for it. */
export function watchChanges({ ledger, isWaiting, onChange, everyMs }: ChangeWatchOptions): Disposable {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function watch(): Promise<void> {
    let next: ChangesSince['next'] | null = null;
    for (;;) {
      await sleep(everyMs, undefined, { signal, ref: false });
      if (!isWaiting()) {
        next = null;
        continue;
      }
      const found = await ledger.changesSince(next);
      for (const change of found.changes) onChange(change);
      next = found.next;
    }
  }

  watch().catch(() => {}); // it ends with the notifier, whose ledger is disposed
  return { [Symbol.dispose]: () => stopping.abort() };
}
