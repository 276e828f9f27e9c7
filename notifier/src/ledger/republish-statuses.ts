/**
 * Promise: whatever the ledger still knows of deliveries is told once more, with the ids and the times it was told with, so
 * that whoever knows it does nothing, and whoever lost it learns it. The ledger is only read.
 */
import type { NewRecord } from '@belltower/event-log';
import { openLedgerDatabase } from './database.ts';
import type { LedgerEntry } from './entry.ts';
import { type DeliveryRow, entryOfRow } from './rows.ts';

/** What telling again takes. */
export interface TellAgainOptions {
  readonly url: string;
  /** Resolves when the log has acknowledged them. */
  append(records: readonly NewRecord[]): Promise<void>;
  /** The events that tell of an entry, oldest first. */
  eventsOf(entry: LedgerEntry): readonly NewRecord[];
  /** Hears how many deliveries were told of so far. */
  onPage?(deliveries: number): void;
}

const PAGE = 1_000;

const READ = `
SELECT to_jsonb(d) AS entry FROM notifier.delivery d WHERE (event_id, channel) > (?::uuid, ?) ORDER BY event_id, channel LIMIT ?`;

/** Tells of every delivery in the ledger, page by page; answers how many. Rejects while database or log is away. */
export async function tellAgain({ url, append, eventsOf, onPage = () => {} }: TellAgainOptions): Promise<number> {
  const orm = await openLedgerDatabase(url);
  try {
    let last: readonly [string, string] = ['00000000-0000-0000-0000-000000000000', ''];
    for (let told = 0; ; ) {
      const rows = await orm.em.getConnection().execute<{ entry: DeliveryRow }[]>(READ, [...last, PAGE], 'all');
      const newest = rows.at(-1)?.entry;
      const records = rows.flatMap(({ entry }) => eventsOf(entryOfRow(entry)));
      if (records.length > 0) await append(records);
      told += rows.length;
      onPage(told);
      if (newest === undefined || rows.length < PAGE) return told;
      last = [newest.event_id, newest.channel];
    }
  } finally {
    await orm.close(true);
  }
}
