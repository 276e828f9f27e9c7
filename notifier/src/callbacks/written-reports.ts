import { type LedgerEntry, lastReport } from '../ledger/entry.ts';

/** The reports that callbacks led to and that the log has, or is being given. */
export interface WrittenReports {
  /** Has the end of a delivery reported, unless it was already; resolves when the log has it. */
  once(entry: LedgerEntry, report: () => Promise<void>): Promise<void>;
}

/** Remembers the newest: a callback that is repeated without end, by the provider or by who has seen one, must not fill the log. */
export function createWrittenReports(most = 10_000): WrittenReports {
  const written = new Map<string, Promise<void>>();
  return {
    once(entry, report) {
      const last = lastReport(entry);
      const key = `${entry.deliveryId} ${last?.status} ${last?.attempt}`;
      const before = written.get(key);
      if (before !== undefined) return before;
      const writing = report();
      written.set(key, writing);
      const [oldest] = written.keys();
      if (written.size > most && oldest !== undefined) written.delete(oldest);
      writing.catch(() => written.delete(key)); // who asked gets the rejection, and the provider repeats its callback
      return writing;
    },
  };
}
