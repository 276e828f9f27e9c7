import { createFaultLog, type FaultLog } from '@belltower/support/faults';
import { databaseFailureOf } from '@belltower/support/postgres';
import { retryWithBackoff } from '@belltower/support/process';
import type { Logger } from 'pino';
import type { LeaseTimes } from './lease.ts';
import type { Ledger } from './ledger.ts';
import { openPostgresLedger, type PostgresLedgerOptions } from './postgres-ledger.ts';

/** How the ledger is opened. */
export interface LedgerConfig {
  readonly databaseUrl: string;
  readonly retentionDays: number;
  readonly bodyRetentionDays: number;
  readonly policy: { readonly lease: LeaseTimes };
}

const BACKOFF = { firstMs: 200, maxMs: 5_000 };
const never = new AbortController().signal;

/**
 * Opens the ledger. While its database cannot be reached it goes on trying, until `signal` is aborted. A wrong password, or
 * a migration that fails, does not pass: it rejects.
 */
export async function openLedger(
  config: LedgerConfig,
  {
    logger,
    fault,
    signal = never,
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
  const ledger = await retryWithBackoff(() => openPostgresLedger(options), {
    backoff: BACKOFF,
    signal,
    isRetryable: (error) => databaseFailureOf(error) === 'unreachable',
    onRetry: (error) => opening.failed(error),
  });
  opening.worked();
  return ledger;
}
