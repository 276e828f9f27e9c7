import { startPeriodicTask } from '@belltower/support/process';
import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { sweepQuotaUses } from './quota-use.ts';

/** What removing old quota uses takes. */
export interface QuotaSweepOptions {
  readonly db: Pick<Database, 'fork' | 'ready'>;
  readonly log: Logger;
  /** How long a sweep is after the one before, in milliseconds. @default 3_600_000 */
  readonly everyMs?: number;
}

/** Starts to remove the uses that no quota counts any more, in the background. */
export function startQuotaSweep({ db, log, everyMs = 3_600_000 }: QuotaSweepOptions): AsyncDisposable {
  return startPeriodicTask({
    firstAfter: db.ready,
    everyMs,
    run: () => sweepQuotaUses(db.fork()),
    onFailure: (error) => log.warn({ err: error }, 'old quota uses could not be removed: retrying later'),
  });
}
