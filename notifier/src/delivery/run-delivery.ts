/**
 * Runs one delivery from wherever it stands to a terminal state: a pure step decides (`next-step`, `after-send`), then
 * one place acts (`provider`) and one records and reports (`recorder`).
 *
 * Promise: a message is sent again only if the send before is known to have been refused, or, once, if that is not known.
 */
import type { RetryRequested } from '@belltower/events';
import type { Span, Tracer } from '@belltower/support/traces';
import type { ChannelRuntime } from '../channel/channel-runtime.ts';
import { accountOf } from '../channel/choose-account.ts';
import type { Faults } from '../faults.ts';
import { isTerminal, type LedgerEntry, lastReport } from '../ledger/entry.ts';
import type { KnownEvent } from '../ledger/ledger.ts';
import { toFailed, toReopened, toSkipped } from '../ledger/transitions.ts';
import { createAddressMemory } from './address-memory.ts';
import { createAttempts } from './attempt.ts';
import { type Clock, systemClock } from './clock.ts';
import { addressOf, type DeliveryRun, expiresAt, forget } from './delivery-run.ts';
import { createFirstClaims, type FirstClaims, takeClaim } from './first-claim.ts';
import { nextStep } from './next-step.ts';
import { missedBy, outdatedBy } from './outdated.ts';
import { createProvider, type ProviderOptions } from './provider.ts';
import { createRecipients } from './recipients.ts';
import { createReconcile } from './reconcile.ts';
import { createRecorder, type RecorderOptions } from './recorder.ts';
import { type RecipientBounds, type Refusal, refusalOf } from './refusal.ts';
import type { Pause, Timers } from './timers.ts';
import { createUnexpected, type Ending } from './unexpected.ts';

/** What running deliveries needs. */
export interface DeliveryRunnerOptions extends RecorderOptions, ProviderOptions {
  readonly channels: ReadonlyMap<ChannelRuntime['name'], ChannelRuntime>;
  readonly timers: Timers;
  /** How often our own code may fail on one delivery before it is given up. */
  readonly unexpectedLimit: number;
  readonly bounds: RecipientBounds;
  readonly suppressForMs: number;
  readonly faults: Pick<Faults, 'deliveries' | 'suppressions'>;
  /** Aborts the waits before a send. */
  readonly stopping: AbortSignal;
  /** @default the machine's */
  readonly clock?: Clock;
}

/** Runs deliveries. One that an event requests is first claimed, if it can be, and recorded with its event. */
export interface DeliveryRunner extends FirstClaims {
  /** Runs a delivery until it is terminal, or has to wait. Never rejects. */
  run(run: DeliveryRun): Promise<Ending | Pause>;
}

/** Creates what runs deliveries. */
export function createDeliveryRunner(options: DeliveryRunnerOptions): DeliveryRunner {
  const { ledger, channels, timers, policy, metrics, stopping, tracer, faults, bounds, clock = systemClock } = options;
  const recorder = createRecorder(options);
  const provider = createProvider(options);
  const addresses = createAddressMemory({ ...options, fault: faults.suppressions });
  const attempts = createAttempts({ ...options, clock, recorder, provider, addresses });
  const reconcile = createReconcile({ ...options, clock, recorder, provider });
  const unexpected = createUnexpected({ ...options, clock, recorder, fault: faults.deliveries });
  const recipientRefusal = createRecipients(ledger, bounds);
  const configured = new Set(channels.keys());
  const firstClaims = createFirstClaims({ ...options, clock, recorder, provider });

  function beginSpan(run: DeliveryRun): void {
    if (tracer?.on) run.span ??= startSpan(tracer, run);
  }

  function recorded(run: DeliveryRun, known: KnownEvent | null): void {
    if (known !== null) beginSpan(run); // its first reports are part of it
    firstClaims.recorded(run, known);
  }

  async function runTraced(run: DeliveryRun): Promise<Ending | Pause> {
    beginSpan(run);
    const ending = await runSafely(run);
    if (ending === 'done') unexpected.over(run);
    if (typeof ending === 'string') run.span?.end(ending === 'done' ? {} : { error: ending });
    return ending;
  }

  async function runSafely(run: DeliveryRun): Promise<Ending | Pause> {
    try {
      const claim = takeClaim(run);
      if (claim !== null) await attempts.sendClaimed(run, claim);
      if (run.hasEntry && run.known === null) await recorder.refresh(run);
      if (run.request !== null && !(await reopen(run, run.request))) return 'done';
      return await runUntilTerminal(run);
    } catch (error) {
      endProbe(run);
      return await unexpected.handle(run, error);
    }
  }

  async function runUntilTerminal(run: DeliveryRun): Promise<Ending | Pause> {
    const runtime = channels.get(run.planned.channel);
    while (!stopping.aborted) {
      const now = clock.now();
      const entry = entryAsDue(run);
      const pointless = outdatedBy(run) ?? missedBy(run, now);
      const isOver = pointless !== null || (entry !== null && isTerminal(entry));
      const step = nextStep(entry, {
        owner: ledger.owner,
        leaseLeftMs: run.known?.leaseLeftMs ?? 0,
        isInProgress: run.known !== null && attempts.isInProgress(run.known.entry.claim),
        canAsk: accountOf(runtime, entry?.provider ?? null)?.canAsk ?? false,
        pointless,
        refusal: isOver ? null : await refusalAt(run, now),
        expiresAt: expiresAt(run, policy),
        now,
      });
      if (step.kind !== 'send') endProbe(run);
      let pause: Pause | null = null;
      switch (step.kind) {
        case 'terminal':
          recorder.reportTerminal(run);
          return 'done';
        case 'skip':
          await recorder.change(run, toSkipped(recorder.entryOf(run), step.error, now));
          break;
        case 'fail':
          if ((await recorder.change(run, toFailed(recorder.entryOf(run), step.error, now))) && step.limit !== null) {
            metrics.refused.inc({ limit: step.limit });
          }
          break;
        case 'wait':
          forget(run);
          return (resume) => timers.set(step.until, resume);
        case 'doubt':
          await reconcile.doubt(run, accountOf(runtime, entry?.provider ?? null), step.takesOver);
          break;
        case 'ask':
          pause = await reconcile.ask(run, accountOf(runtime, entry?.provider ?? null));
          break;
        case 'send':
          if (runtime === undefined) throw new Error(`the channel ${run.planned.channel} is not configured`);
          pause = await attempts.make(run, runtime);
          break;
      }
      if (pause !== null) return pause;
    }
    return 'abandoned';
  }

  async function refusalAt(run: DeliveryRun, now: Date): Promise<Refusal | null> {
    const context = { channels: configured, smsCountries: bounds.smsCountries, now };
    return refusalOf(run, context) ?? (await recipientRefusal(run));
  }

  /**
   * A retry takes effect only on the failure that it was requested for; its own record may come again meanwhile. One of a
   * delivery that is outdated by now reopens it too, so that who requested it sees it end: SKIPPED.
   * @returns whether there is anything to be done for it
   */
  async function reopen(run: DeliveryRun, request: RetryRequested): Promise<boolean> {
    const { event_id: eventId, retry } = request;
    const occurredAt = new Date(request.occurred_at);
    for (;;) {
      await recorder.refresh(run);
      const entry = run.known?.entry;
      if (entry === undefined) return false;
      if (entry.retryEventId === eventId) return true;
      if (entry.state !== 'failed' || entry.attempts !== retry.after_attempt) return false;
      if (lastReport(entry)?.status === 'skipped') return false;
      const address = (entry.channel === 'email' ? retry.email : retry.phone_e164) ?? null;
      const reopened = toReopened(entry, recorder.newHold(), { eventId, occurredAt, address }, clock.now());
      if (!(await recorder.change(run, reopened))) continue;
      metrics.retriesRequested.inc({ channel: entry.channel });
      return true;
    }
  }

  function endProbe(run: DeliveryRun): void {
    const { probe } = run;
    if (probe === null) return;
    run.probe = null;
    const recipient = addressOf(run);
    const attempt = { verdict: 'unknown', by: 'answer', recipient, isProbe: true, reason: '' } as const;
    probe.breaker.ended(attempt);
  }

  return { claim: firstClaims.claim, recorded, run: runTraced };
}

function entryAsDue({ known, isDue }: DeliveryRun): LedgerEntry | null {
  if (known === null) return null;
  return isDue ? { ...known.entry, nextAttemptAt: null } : known.entry;
}

function startSpan(tracer: Tracer, { planned, record }: DeliveryRun): Span {
  const { channel, eventId, deliveryId } = planned;
  const attributes = { event_id: eventId, delivery_id: deliveryId, channel };
  return tracer.start({ name: `deliver ${channel}`, kind: 'consumer', parent: record.traceparent, attributes });
}
