import { type ChannelName, limits, storableText } from '@belltower/events';
import { openLedgerDatabase } from './database.ts';
import type { Suppressions } from './ledger.ts';
import { storableAddress } from './rows.ts';
import * as statements from './statements.ts';

/** Runs one statement on the ledger's database. */
export type Execute = <Row extends object>(sql: string, parameters: readonly unknown[]) => Promise<Row[]>;

/** The memory of dead addresses, on the ledger's database. Its methods reject while that cannot be reached. */
export function createSuppressions(execute: Execute): Suppressions {
  return {
    async list() {
      interface Row {
        readonly channel: ChannelName;
        readonly address: string;
        readonly reason: string;
        readonly createdAt: string;
        readonly expiresAt: string;
      }
      const rows = await execute<Row>(statements.SUPPRESSED, []);
      return rows.map((row) => ({ ...row, createdAt: new Date(row.createdAt), expiresAt: new Date(row.expiresAt) }));
    },
    async add({ channel, address, reason }, forMs) {
      await execute(statements.SUPPRESS, [
        channel,
        keyOf(channel, address),
        storableText(reason, limits.errorMessage),
        forMs,
      ]);
    },
    async remove(channel, address) {
      const removed = await execute(statements.UNSUPPRESS, [channel, keyOf(channel, address)]);
      return removed.length > 0;
    },
  };
}

/** The same for a command, which is no notifier: it takes no lease. */
export async function openSuppressions(url: string): Promise<Suppressions & AsyncDisposable> {
  const orm = await openLedgerDatabase(url);
  const execute: Execute = (sql, parameters) => orm.em.getConnection().execute(sql, [...parameters], 'all');
  return { ...createSuppressions(execute), [Symbol.asyncDispose]: () => orm.close(true) };
}

function keyOf(channel: ChannelName, address: string): string {
  return storableAddress(channel === 'email' ? address.toLowerCase() : address);
}
