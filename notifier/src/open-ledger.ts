import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { Ledger } from './ledger/ledger.ts';
import { isUnreachable, openPostgresLedger, type PostgresLedgerOptions } from './ledger/postgres-ledger.ts';

/** Opens the ledger. While its database cannot be reached it goes on trying, until `signal` is aborted. */
export async function openLedger(config: Config, logger: Logger, signal: AbortSignal | undefined): Promise<Ledger> {
  const options: PostgresLedgerOptions = {
    url: config.databaseUrl,
    lease: config.policy.lease,
    retentionDays: config.retentionDays,
    bodyRetentionDays: config.bodyRetentionDays,
    onNotice(notice) {
      if (notice.kind === 'resumed') logger.info('the ledger is reached again');
      else logger.error({ err: notice.error }, 'the ledger cannot be reached; everything waits for it');
    },
  };
  for (let tries = 1; ; tries += 1) {
    try {
      return await openPostgresLedger(options);
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      if (tries === 1) logger.warn({ err: error }, 'the database cannot be reached yet; it is tried again');
      await sleep(Math.min(100 * 2 ** tries, 5_000), undefined, { signal });
    }
  }
}
