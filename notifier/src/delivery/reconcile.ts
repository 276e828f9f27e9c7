/**
 * What is done about a send whose outcome is unknown: it is recorded as in doubt, and its provider is asked where
 * that is possible.
 *
 * Promise: a question that fails is asked again later; it is never taken for "not sent". An account has few questions at a
 * time to answer: one that is slow, or comes back, is not flooded by all that its silence left in doubt.
 */
import type { Logger } from 'pino';
import type { ChannelRuntime } from '../channel/channel-runtime.ts';
import { toFailed } from '../ledger/transitions.ts';
import { afterAsking, inDoubt } from './after-send.ts';
import type { Clock } from './clock.ts';
import { failure } from './delivery-errors.ts';
import { type DeliveryRun, expiresAt, forget, logFieldsOf } from './delivery-run.ts';
import { outcomeContextOf } from './outcome-context.ts';
import type { Provider } from './provider.ts';
import type { Recorder } from './recorder.ts';
import { backoffMs, type RetryPolicy } from './retry.ts';
import type { Pause, Timers } from './timers.ts';

/** What reconciling needs. */
export interface ReconcileOptions {
  readonly recorder: Recorder;
  readonly provider: Provider;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly policy: RetryPolicy;
  readonly log: Logger;
}

/** A question that failed is asked again after this many steps of the backoff more than the delivery's own. */
const SLOWER_BY = 3;
/** The most questions at a time that one account is asked. */
const MOST_QUESTIONS = 16;

/** Creates what reconciles sends in doubt. */
export function createReconcile({ recorder, provider, timers, clock, policy, log }: ReconcileOptions) {
  /** How many questions each account has to answer now. */
  const questions = new Map<string, number>();

  /** Records that the last send is in doubt. @param takesOver it was another process's, whose lease has expired */
  async function doubt(run: DeliveryRun, runtime: ChannelRuntime | undefined, takesOver: boolean): Promise<void> {
    const entry = recorder.entryOf(run);
    const hold = recorder.newHold();
    const reason = takesOver ? 'the process that had it ended' : 'its ending was not recorded';
    const context = outcomeContextOf(run, runtime, { clock, policy });
    const to = entry.reconciling
      ? { ...entry, ...hold }
      : inDoubt(entry, hold, `It may have been sent: ${reason}.`, context);
    if (await recorder.change(run, to, takesOver)) {
      log.warn({ ...logFieldsOf(run), reason }, 'a message may have been sent: its delivery goes on from there');
    }
  }

  /** Asks the provider about the last send, and records what it answers. */
  async function ask(run: DeliveryRun, runtime: ChannelRuntime | undefined): Promise<Pause | null> {
    const entry = recorder.entryOf(run);
    const giveUp = async (message: string) => {
      await recorder.change(run, toFailed(entry, failure('MAYBE_SENT', message), clock.now()));
      return null;
    };
    if (run.event === null) {
      return await giveUp('It may have been sent; the event that the provider would be asked by is gone.');
    }
    const account = entry.provider ?? '';
    const before = questions.get(account) ?? 0;
    if (before >= MOST_QUESTIONS) return later(run, policy.baseMs * (1 + clock.random()));
    questions.set(account, before + 1);
    const answer = await provider.ask(run, runtime, entry).finally(() => {
      questions.set(account, (questions.get(account) ?? 1) - 1);
    });
    if (answer.kind !== 'unanswered') {
      await recorder.change(run, afterAsking(entry, answer.kind === 'found' ? answer.receipt : null, clock.now()));
      return null;
    }
    const now = clock.now();
    if (now >= expiresAt(run, policy)) return await giveUp(`The provider could not be asked: ${answer.reason}`);
    const refusals = entry.refusals + SLOWER_BY;
    return later(run, policy.baseMs + backoffMs({ refusals, random: clock.random(), policy }));
  }

  /** What is known of the delivery is read again then. */
  function later(run: DeliveryRun, waitMs: number): Pause {
    forget(run);
    const at = new Date(clock.now().getTime() + waitMs);
    return (resume) => timers.set(at, resume);
  }

  return { doubt, ask };
}
