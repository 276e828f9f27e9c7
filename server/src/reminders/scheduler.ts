/**
 * Promise: reminders go out when they are due, by one instance at a time. Planned ones cost one statement a minute, however many
 * they are: none is planned for sooner than ten minutes ahead (`planReminders`), so none is due before the next look.
 */
import { createBackoff, pause, settledOrAborted } from '@belltower/support/process';
import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { dropOrphans, type EmitOptions, type Emitted, emitDue, nextDueMs } from './emit-due.ts';

/** What the scheduler needs. */
export interface SchedulerOptions extends Pick<EmitOptions, 'eventsOf'> {
  readonly db: Pick<Database, 'fork' | 'ready'>;
  readonly log: Logger;
  /**
   * Whether this instance moves the outbox: only that one emits. While the log takes nothing, so, reminders wait where it is
   * still known whether they help.
   */
  leads(): boolean;
  /** Called with what was committed. */
  onEmitted?(emitted: Emitted): void;
  /** Called for each look that failed. */
  onFailure?(): void;
  /** How many are emitted by one transaction. @default 200 */
  readonly batch?: number;
  /** How long after a look the next one is at most, in milliseconds: no longer than `APART_MS`. @default 60_000 */
  readonly pollMs?: number;
}

/** Emits reminders that are due, in the background. */
export interface Scheduler extends AsyncDisposable {
  /** For how long a look is overdue, in milliseconds: 0 while reminders go out in time, and where another instance leads. */
  readonly behindMs: number;
}

/** How often an instance that does not lead checks whether it does, and one that found only locked rows looks again. */
const AGAIN_MS = 1_000;
const BACKOFF = { firstMs: 200, maxMs: 30_000 };

/** Starts the scheduler. Any number of instances may run. */
export function startScheduler(options: SchedulerOptions): Scheduler {
  const {
    db,
    log,
    leads,
    eventsOf,
    onEmitted = () => {},
    onFailure = () => {},
    batch = 200,
    pollMs = 60_000,
  } = options;
  const closing = new AbortController();
  /** When the next look is to be finished; null where this instance does not lead. */
  let lookAt: number | null = null;

  async function run(): Promise<void> {
    await settledOrAborted(db.ready, closing.signal);
    const backoff = createBackoff(BACKOFF, closing.signal);
    while (!closing.signal.aborted) {
      try {
        const waitMs = await look();
        backoff.reset();
        await pause(waitMs, closing.signal);
      } catch (error) {
        onFailure();
        const fields = { err: error, failures: backoff.failures + 1 };
        if (backoff.failures === 0) log.warn(fields, 'reminders that are due cannot be emitted: retrying');
        else log.debug(fields, 'reminders that are due still cannot be emitted: retrying');
        await backoff.wait();
      }
    }
  }

  /** Emits all that is due; resolves with the wait until the next look, in milliseconds. */
  async function look(): Promise<number> {
    if (!leads()) {
      lookAt = null;
      return AGAIN_MS;
    }
    lookAt ??= performance.now();
    let waitMs = await emitBatch();
    while (waitMs === 0 && !closing.signal.aborted) waitMs = await emitBatch();
    lookAt = performance.now() + waitMs;
    return waitMs;
  }

  /** Emits one batch; 0: there may be more. */
  async function emitBatch(): Promise<number> {
    const inMs = await nextDueMs(db.fork());
    if (inMs === null || inMs > 0) return Math.min(pollMs, Math.ceil(inMs ?? pollMs));
    const emitted = await emitDue(db.fork(), { limit: batch, eventsOf });
    for (const { event, error } of emitted.refused) {
      log.error(
        { event_id: event.event_id, alarm: true, err: error },
        'a reminder is refused by its contract: it is skipped',
      );
    }
    if (emitted.due + emitted.skipped > 0) {
      onEmitted(emitted);
      return 0;
    }
    await dropOrphans(db.fork());
    return AGAIN_MS;
  }

  const running = run();
  return {
    get behindMs() {
      return lookAt === null ? 0 : Math.max(0, performance.now() - lookAt);
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
    },
  };
}
