import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { pause, readyOrAborted } from '../db/wait.ts';
import { sweepQuotaUses } from './quota-use.ts';

/** What removing old counts takes. */
export interface QuotaSweepOptions {
  readonly db: Pick<Database, 'fork' | 'ready'>;
  readonly log: Logger;
  /** How long a sweep is after the one before, in milliseconds. @default 3_600_000 */
  readonly everyMs?: number;
}

/** Starts to remove counts that count for nothing any more, in the background. */
export function startQuotaSweep({ db, log, everyMs = 3_600_000 }: QuotaSweepOptions): AsyncDisposable {
  const closing = new AbortController();
  async function run(): Promise<void> {
    await readyOrAborted(db.ready, closing.signal);
    while (!closing.signal.aborted) {
      await sweepQuotaUses(db.fork()).catch((error: unknown) => {
        log.warn({ err: error }, 'old counts could not be removed: trying again later');
      });
      await pause(everyMs, closing.signal);
    }
  }
  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
    },
  };
}
