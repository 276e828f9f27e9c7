import { setTimeout as sleep } from 'node:timers/promises';
import { createFaultLog, type FaultLog } from '@belltower/support/faults';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Ledger } from './ledger.ts';
import { isUnreachable, openPostgresLedger, type PostgresLedgerOptions } from './postgres-ledger.ts';

/** Opens the ledger. While its database cannot be reached it goes on trying, until `signal` is aborted. */
export async function openLedger(
  config: Config,
  {
    logger,
    fault,
    signal,
  }: { readonly logger: Logger; readonly fault: FaultLog; readonly signal: AbortSignal | undefined },
): Promise<Ledger> {
  const opening = createFaultLog({
    log: logger,
    text: 'the database cannot be reached yet; it is retried',
    overText: 'the database is reached',
  });
  const options: PostgresLedgerOptions = {
    url: config.databaseUrl,
    lease: config.policy.lease,
    retentionDays: config.retentionDays,
    bodyRetentionDays: config.bodyRetentionDays,
    onNotice(notice) {
      if (notice.kind === 'resumed') fault.worked();
      else fault.failed(notice.error);
    },
  };
  for (let tries = 1; ; tries += 1) {
    try {
      const ledger = await openPostgresLedger(options);
      opening.worked();
      return ledger;
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      opening.failed(error);
      await sleep(Math.min(100 * 2 ** tries, 5_000), undefined, { signal });
    }
  }
}
