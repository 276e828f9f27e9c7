/**
 * What happens when our own code fails on a delivery: it is retried, and after a few times given up, with a copy of its
 * record among the dead letters.
 *
 * Promise: no delivery blocks its lane for ever, and none is left without a timer while its record is unfinished.
 */
import type { FaultLog } from '@belltower/support/faults';
import type { Logger } from 'pino';
import { isTerminal } from '../ledger/entry.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { toFailed } from '../ledger/transitions.ts';
import type { Metrics } from '../metrics.ts';
import type { Clock } from './clock.ts';
import { failure } from './delivery-errors.ts';
import { type DeliveryRun, forget, logFieldsOf } from './delivery-run.ts';
import { EntryRemoved, type Recorder } from './recorder.ts';
import { backoffMs, type RetryPolicy } from './retry.ts';
import type { Pause, Timers } from './timers.ts';

/** `done`: terminal, and reported: `reportWritten` resolves when the log has it · `abandoned`: the notifier ends; the record comes again. */
export type Ending = 'done' | 'abandoned';

/** What handling needs. */
export interface UnexpectedOptions {
  readonly ledger: Pick<Ledger, 'owner'>;
  readonly recorder: Recorder;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly policy: RetryPolicy;
  readonly unexpectedLimit: number;
  readonly fault: FaultLog;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly stopping: AbortSignal;
}

/** What cannot be recorded is retried at least so often. */
const LONGEST_STUCK_MS = 30_000;
const READ_AGAIN_MS = 2_000;

/** Creates what handles unexpected errors. */
export function createUnexpected(options: UnexpectedOptions) {
  const { ledger, recorder, timers, clock, policy, fault, log, metrics, stopping } = options;
  /** The deliveries of which not even the failure could be recorded. */
  const stuck = new Set<DeliveryRun>();

  /** What becomes of a delivery after an error. Never rejects. */
  async function handle(run: DeliveryRun, error: unknown): Promise<Ending | Pause> {
    return await retryOrGiveUp(run, error).catch((another: unknown) => afterFailedRecord(run, another));
  }

  async function retryOrGiveUp(run: DeliveryRun, error: unknown): Promise<Ending | Pause> {
    if (stopping.aborted) return 'abandoned';
    if (error instanceof EntryRemoved) return removed(run);
    run.exceptions += 1;
    if (stuck.has(run)) return await giveUp(run, error); // what is wrong with it was logged before
    const { exceptions } = run;
    log.error({ ...logFieldsOf(run), err: error, exceptions }, 'unexpected error in a delivery: it is retried');
    metrics.unexpected.inc();
    if (exceptions >= options.unexpectedLimit) return await giveUp(run, error);
    return pause(run, backoffMs({ refusals: exceptions, random: clock.random(), policy }));
  }

  /** Not even the failure could be recorded: the record must not stay unfinished without a timer for it. */
  function afterFailedRecord(run: DeliveryRun, error: unknown): Ending | Pause {
    if (stopping.aborted) return 'abandoned'; // it stays unfinished, and comes again
    if (error instanceof EntryRemoved) return removed(run);
    stuck.add(run);
    run.exceptions += 1;
    fault.failed(error, logFieldsOf(run));
    const waitMs = backoffMs({ refusals: run.exceptions, random: clock.random(), policy });
    return pause(run, Math.min(LONGEST_STUCK_MS, waitMs));
  }

  /** Our own code cannot deliver it: a person gets a copy, and it blocks nothing any more. */
  async function giveUp(run: DeliveryRun, error: unknown): Promise<Ending | Pause> {
    if (!run.isParked) {
      await recorder.park(run, error);
      run.isParked = true;
    }
    await recorder.refresh(run);
    const entry = recorder.entryOf(run);
    // another process has it: that one ends it, or its lease does
    if (entry.state === 'handing_over' && entry.owner !== ledger.owner) return pause(run, READ_AGAIN_MS);
    const given = failure('REJECTED', 'Our own code failed on it again and again; a copy is among the dead letters.');
    if (!isTerminal(entry)) await recorder.change(run, toFailed(entry, given, clock.now()));
    recorder.reportTerminal(run);
    return 'done';
  }

  function removed(run: DeliveryRun): Ending {
    log.warn(logFieldsOf(run), 'the delivery was erased: nothing is left to be done');
    return 'done';
  }

  function pause(run: DeliveryRun, waitMs: number): Pause {
    const at = new Date(clock.now().getTime() + waitMs);
    forget(run);
    return (resume) => timers.set(at, resume);
  }

  /** To be called when a delivery is done. */
  function over(run: DeliveryRun): void {
    if (stuck.delete(run) && stuck.size === 0) fault.worked();
  }

  return { handle, over };
}
