/**
 * One attempt, from the wait for a permit to the record of how it ended.
 *
 * Promise: nothing is sent without a fresh claim in the ledger under a lease that outlasts the send; the claim comes
 * last, after permit and breaker, so that what waits is never in doubt.
 */
import type { ChannelError, Release } from '@belltower/channels';
import type { ChannelName } from '@belltower/events';
import type { Logger } from 'pino';
import { type AccountVerdict, verdictOfKind } from '../channel/breaker.ts';
import type { ChannelRuntime, ReadyMessage } from '../channel/channel-runtime.ts';
import { accountsOf, chooseAccount, isStopped } from '../channel/choose-account.ts';
import { type LedgerEntry, lastReport } from '../ledger/entry.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { toParked, toSending } from '../ledger/transitions.ts';
import type { Metrics, SendResult } from '../metrics.ts';
import type { Reporter } from '../report/reporter.ts';
import type { AddressMemory } from './address-memory.ts';
import { afterSend, type SendOutcome } from './after-send.ts';
import type { Clock } from './clock.ts';
import { misconfigured } from './delivery-errors.ts';
import { addressOf, type DeliveryRun, expiresAt, forget, logFieldsOf } from './delivery-run.ts';
import type { FirstClaim } from './first-claim.ts';
import { outcomeContextOf } from './outcome-context.ts';
import type { Provider } from './provider.ts';
import type { Recorder } from './recorder.ts';
import type { RetryPolicy } from './retry.ts';
import type { Pause, Timers } from './timers.ts';

/** How a send ended, as far as its rate is concerned. */
type RateOutcome = Parameters<Release>[0];

/** What attempts need. */
export interface AttemptOptions {
  readonly ledger: Pick<Ledger, 'maySend' | 'untilMaySend'>;
  readonly reporter: Pick<Reporter, 'size' | 'idle'>;
  readonly recorder: Recorder;
  readonly provider: Provider;
  readonly addresses: AddressMemory;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly policy: RetryPolicy;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'attempts' | 'failovers'>;
  readonly channels: ReadonlyMap<ChannelName, ChannelRuntime>;
  /** Aborts the waits before a send. */
  readonly stopping: AbortSignal;
}

/** The attempts of one notifier. */
export interface Attempts {
  /** Makes an attempt, or waits where the channel makes it wait. What is next is to be decided from the entry again. */
  make(run: DeliveryRun, runtime: ChannelRuntime): Promise<Pause | null>;
  /** Sends what was claimed with its event. */
  sendClaimed(run: DeliveryRun, claim: FirstClaim): Promise<void>;
  /** Whether the attempt of this claim is in progress in this process. */
  isInProgress(claim: string): boolean;
}

/** How many reports may wait for the log before no more attempts begin. */
export const MOST_UNREPORTED = 20_000;

/** Creates what makes attempts. */
export function createAttempts(options: AttemptOptions): Attempts {
  const { ledger, reporter, recorder, provider, addresses, timers, clock, policy, log, metrics, channels, stopping } =
    options;
  const inProgress = new Set<string>();

  async function make(run: DeliveryRun, runtime: ChannelRuntime): Promise<Pause | null> {
    const account = chooseAccount(runtime, run, clock.now().getTime());
    if (account === null) return await waitForChannel(run, runtime);
    // while the log takes no reports, nothing new begins that would have to be reported
    while (reporter.size > MOST_UNREPORTED && !stopping.aborted) await reporter.idle();
    const release = await account.rate.acquire(stopping);
    let outcome: RateOutcome = 'failed';
    try {
      await ledger.untilMaySend(stopping);
      if (stopping.aborted || isStopped(account, run) || clock.now() >= expiresAt(run, policy)) return null;
      outcome = await claimAndSend(run, account);
      return null;
    } finally {
      release(outcome);
    }
  }

  async function claimAndSend(run: DeliveryRun, runtime: ChannelRuntime): Promise<RateOutcome> {
    const now = clock.now();
    const from = recorder.entryOf(run);
    const message = provider.prepare(run, runtime, from.attempts + 1);
    run.isDue = false;
    const by = { provider: runtime.provider, contentHash: message.contentHash };
    const claimed = toSending(from, recorder.newHold(), by, now);
    inProgress.add(claimed.claim);
    try {
      return (await recorder.change(run, claimed)) ? await send(run, runtime, claimed, message) : 'failed';
    } finally {
      inProgress.delete(claimed.claim);
    }
  }

  async function sendClaimed(run: DeliveryRun, { runtime, entry, message, release }: FirstClaim): Promise<void> {
    let outcome: RateOutcome = 'failed';
    inProgress.add(entry.claim);
    try {
      outcome = await send(run, runtime, recorder.entryOf(run), message);
    } finally {
      inProgress.delete(entry.claim);
      release(outcome);
    }
  }

  async function send(
    run: DeliveryRun,
    runtime: ChannelRuntime,
    claimed: LedgerEntry,
    message: ReadyMessage,
  ): Promise<RateOutcome> {
    if (!ledger.maySend()) {
      // the claim took so long that the lease is no longer sure: nothing was sent
      await recorder.change(run, { ...claimed, state: 'waiting', nextAttemptAt: clock.now() });
      return 'failed';
    }
    const begunMs = performance.now();
    const outcome = await provider.send(run, message);
    const tookMs = performance.now() - begunMs;
    await recordOutcome(run, runtime, claimed, outcome);
    if (outcome.kind === 'accepted') return 'ok';
    if (outcome.error.details.slowDown === true) return 'slow-down';
    return tookMs >= policy.tooSlowMs ? 'too-slow' : 'failed';
  }

  async function recordOutcome(
    run: DeliveryRun,
    runtime: ChannelRuntime,
    claimed: LedgerEntry,
    outcome: SendOutcome,
  ): Promise<void> {
    const recipient = addressOf(run);
    const reason = outcome.kind === 'refused' ? outcome.error.message : '';
    const fallback = channels.get(run.planned.channel)?.fallback ?? null;
    const isFirst = fallback !== null && runtime !== fallback;
    const isProbe = run.probe === runtime;
    runtime.breaker.ended({ verdict: verdictOf(outcome, isFirst), by: 'answer', recipient, isProbe, reason });
    run.probe = null;
    const isOutage = outcome.kind === 'refused' && outcome.error.outage;
    if (isFirst && isOutage) run.avoided = { provider: runtime.provider, untilMs: avoidedUntil(outcome.error) };
    const failsOver = isFirst && isOutage && !isStopped(fallback, run);
    if (failsOver) metrics.failovers.inc({ channel: run.planned.channel });
    metrics.attempts.inc({ channel: run.planned.channel, provider: runtime.provider, outcome: resultOf(outcome) });
    const context = { ...outcomeContextOf(run, runtime, { clock, policy }), failsOver };
    const recorded = await recorder.change(run, afterSend(claimed, outcome, context));
    if (!recorded) recordedElsewhere(run, claimed, outcome);
    await addresses.learn(run, outcome, recipient);
  }

  /**
   * A callback that overtook the answer has recorded, reported and counted the same acceptance, under the same claim. Under
   * another claim the delivery was taken over.
   */
  function recordedElsewhere(run: DeliveryRun, { claim, attempts }: LedgerEntry, outcome: SendOutcome): void {
    const entry = run.known?.entry;
    const sent = entry?.reports.find(({ status, attempt }) => status === 'sent' && attempt === attempts);
    if (entry?.claim === claim && sent !== undefined) recorder.observeSent(run, sent);
    else log.warn({ ...logFieldsOf(run), outcome: outcome.kind }, 'another process recorded this outcome first');
  }

  /** The account is not tried again with this message before the provider allows it, nor for a while. */
  function avoidedUntil({ details: { retryAfterMs = 0 } }: ChannelError): number {
    return clock.now().getTime() + Math.max(retryAfterMs, policy.maxMs);
  }

  /** The channel is out of order: reports so once, and waits to probe it, or for it to work again. */
  async function waitForChannel(run: DeliveryRun, runtime: ChannelRuntime): Promise<Pause | null> {
    const entry = recorder.entryOf(run);
    const last = lastReport(entry);
    const accounts = accountsOf(runtime);
    if (last?.status !== 'retrying' || last.error?.code !== 'PROVIDER_MISCONFIGURED') {
      const error = misconfigured(`The channel is stopped, and probed: ${runtime.breaker.reason}`);
      const now = clock.now();
      const probes = accounts.map(({ breaker }) => (breaker.probeAt ?? now).getTime());
      if (!(await recorder.change(run, toParked(entry, error, new Date(Math.min(...probes)), now)))) return null;
    }
    const expiry = expiresAt(run, policy);
    forget(run);
    return (resume) => {
      const leaves: (() => void)[] = [];
      let isOver = false;
      const end = () => {
        isOver = true;
        cancelExpiry();
        for (const leave of leaves) leave();
      };
      const cancelExpiry = timers.set(expiry, () => {
        end();
        resume();
      });
      for (const account of accounts) {
        // a breaker may call back at once: the account works again, or its next probe is due
        if (isOver) break;
        const leave = account.breaker.wait((turn) => {
          end();
          run.probe = turn === 'probe' ? account : null;
          run.isDue = true;
          resume();
        });
        leaves.push(leave);
      }
      return end;
    };
  }

  return { make, sendClaimed, isInProgress: (claim) => inProgress.has(claim) };
}

/**
 * What an outcome says of the account: an answer about this recipient shows that it works. With another account to go by, one that
 * cannot be reached is stopped too.
 */
function verdictOf(outcome: SendOutcome, hasAnother: boolean): AccountVerdict {
  if (outcome.kind === 'accepted') return 'works';
  return hasAnother && outcome.error.outage ? 'faulty' : verdictOfKind(outcome.error.details.kind);
}

function resultOf(outcome: SendOutcome): SendResult {
  if (outcome.kind === 'accepted') return 'accepted';
  return outcome.error.details.kind === 'maybe-sent' ? 'in-doubt' : 'refused';
}
