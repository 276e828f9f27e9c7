/**
 * Promise: every status that the ledger still knows is published once more, with the id and the time that it had, so that a
 * reader that has it does nothing, and one that lost it learns it. The ledger is only read.
 */
import type { NewRecord } from '@belltower/event-log';
import { openLedgerDatabase } from './database.ts';
import type { LedgerEntry } from './entry.ts';
import { type DeliveryRow, entryOfRow } from './rows.ts';

/** What publishing again needs. */
export interface RepublishOptions {
  readonly url: string;
  /** Resolves when the log has acknowledged them. */
  append(records: readonly NewRecord[]): Promise<void>;
  /** The status events of an entry, oldest first. */
  eventsOf(entry: LedgerEntry): readonly NewRecord[];
  /** Called with the number of deliveries so far. */
  onPage?(deliveries: number): void;
}

const PAGE = 1_000;

const READ = `
SELECT to_jsonb(d) AS entry FROM notifier.delivery d WHERE (event_id, channel) > (?::uuid, ?) ORDER BY event_id, channel LIMIT ?`;

/** Publishes the statuses of every delivery, page by page; answers of how many. Rejects while database or log is away. */
export async function republishStatuses({
  url,
  append,
  eventsOf,
  onPage = () => {},
}: RepublishOptions): Promise<number> {
  const orm = await openLedgerDatabase(url);
  try {
    let last: readonly [string, string] = ['00000000-0000-0000-0000-000000000000', ''];
    for (let deliveries = 0; ; ) {
      const rows = await orm.em.getConnection().execute<{ entry: DeliveryRow }[]>(READ, [...last, PAGE], 'all');
      const newest = rows.at(-1)?.entry;
      const records = rows.flatMap(({ entry }) => eventsOf(entryOfRow(entry)));
      if (records.length > 0) await append(records);
      deliveries += rows.length;
      onPage(deliveries);
      if (newest === undefined || rows.length < PAGE) return deliveries;
      last = [newest.event_id, newest.channel];
    }
  } finally {
    await orm.close(true);
  }
}
