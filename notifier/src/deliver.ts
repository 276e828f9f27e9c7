/**
 * Takes one delivery from wherever it stands to rest.
 *
 * Promise: a message is handed to a provider only under a fresh claim in the ledger, and again only if the hand-over
 * before is known to have been refused, or, once, if nobody can tell. Whatever is told of it stands in the ledger first.
 */
import { randomUUID } from 'node:crypto';
import { ChannelError } from '@belltower/channels';
import type { GroupRecord } from '@belltower/event-log';
import type { AppointmentCreated, DeliveryError, RetryRequested } from '@belltower/events';
import type { Logger } from 'pino';
import { afterAsking, afterSend, inDoubt, misconfigured, type SendOutcome } from './after-send.ts';
import type { Alarms } from './alarms.ts';
import type { AccountVerdict } from './breaker.ts';
import {
  type Hold,
  isAtRest,
  type LedgerEntry,
  lastReport,
  newEntry,
  toFailed,
  toHandOver,
  toParked,
  toReopened,
} from './ledger/entry.ts';
import { type KnownEntry, type Ledger, LedgerError } from './ledger/ledger.ts';
import type { Metrics } from './metrics.ts';
import { nextStep } from './next-step.ts';
import type { Outlet, ReadyMessage } from './outlets.ts';
import { failure, type PlannedDelivery, refusalOf } from './plan.ts';
import { type Reporter, ReporterDisposed } from './report.ts';
import { backoffMs, expiryOf, type RetryPolicy } from './retry.ts';

/** A delivery that a record asks for. */
export interface Delivery {
  readonly planned: PlannedDelivery;
  readonly event: AppointmentCreated;
  /** When the ledger first saw its event. */
  readonly firstSeenAt: Date;
  /** The retry that the record asks for; null when it is the event itself. */
  readonly request: RetryRequested | null;
  readonly record: GroupRecord;
  /** What the ledger held when the record was taken. */
  readonly known: KnownEntry | null;
  /** Its address is remembered as dead. */
  readonly isSuppressed: boolean;
}

/** `done`: at rest, and the log knows · `abandoned`: we end; whoever gets the record next goes on. */
export type Ending = 'done' | 'abandoned';

/** What delivering needs. */
export interface DeliverOptions {
  readonly ledger: Ledger;
  readonly reporter: Reporter;
  readonly outlets: ReadonlyMap<string, Outlet>;
  readonly alarms: Alarms;
  readonly policy: RetryPolicy;
  /** One hand-over's overall deadline, in milliseconds: well under the lease less its renewal. */
  readonly sendDeadlineMs: number;
  /** How often our own code may fail on one delivery before it is given up. */
  readonly unexpectedLimit: number;
  readonly suppressForMs: number;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Aborts the waits before a hand-over. */
  readonly stopping: AbortSignal;
  /** Aborts hand-overs in progress. */
  readonly cutting: AbortSignal;
}

/** Makes the function that brings deliveries to rest. It never rejects. */
export function createDeliver(options: DeliverOptions): (delivery: Delivery) => Promise<Ending> {
  const { ledger, reporter, outlets, alarms, policy, metrics, stopping, cutting } = options;
  /** The claims whose hand-overs are under way in this process. */
  const underWay = new Set<string>();

  return async function deliver(delivery) {
    const course = createCourse(delivery);
    for (let exceptions = 0; ; ) {
      try {
        return await course.follow();
      } catch (error) {
        if (isEnding(error)) return 'abandoned';
        exceptions += 1;
        course.log.error({ err: error, exceptions }, 'our own code failed on this delivery');
        metrics.unexpected.inc();
        if (exceptions >= options.unexpectedLimit) return await course.giveUp(error).catch(() => 'abandoned');
        const waitMs = backoffMs({ refusals: exceptions, random: Math.random(), policy });
        if (!(await course.waitUntil(new Date(Date.now() + waitMs)))) return 'abandoned';
        await course.look().catch(() => {});
      }
    }
  };

  /** One delivery on its way: what is known of it, and what was told of it. */
  function createCourse(delivery: Delivery) {
    const { planned, event, request } = delivery;
    const { channel, deliveryId } = planned;
    const outlet = outlets.get(channel);
    const log = options.log.child({ event_id: planned.eventId, delivery_id: deliveryId, channel });
    const canAsk = outlet?.canAsk ?? false;
    let known = delivery.known;
    let isProbe = false;
    const told = new Set<string>();
    let lastTold: Promise<void> = Promise.resolve();

    const isGone = () => stopping.aborted;
    const newHold = (): Hold => ({ claim: randomUUID(), owner: ledger.owner });
    const base = (): LedgerEntry => known?.entry ?? newEntry(planned, newHold(), delivery.firstSeenAt);
    const address = () => known?.entry.address ?? planned.address;
    const expiresAt = () => expiryOf(event.appointment.time, base().queuedAt, policy);

    async function waitUntil(at: Date): Promise<boolean> {
      using alarm = alarms.set(at);
      return (await alarm.rang) === 'due' && !isGone();
    }

    async function look(): Promise<void> {
      known = await ledger.read(deliveryId);
    }

    /** Writes the change, if the entry is still what we know; then tells it. */
    async function change(to: LedgerEntry, takesOver = false): Promise<boolean> {
      const from = known === null ? null : { claim: known.entry.claim, state: known.entry.state };
      const before = known?.entry ?? null;
      const answer = await ledger.write({ from, to, takesOver });
      if (!answer.written) {
        known = answer.now;
        return false;
      }
      known = { entry: to, leaseLeftMs: 0, body: null };
      tell(to);
      logOutcome(before, to);
      return true;
    }

    /** Tells what this process has not told yet; what another told before is repeated, with its id and its time. */
    function tell(entry: LedgerEntry): void {
      const reports = entry.reports.filter(({ status, attempt }) => !told.has(`${status}|${attempt}`));
      if (reports.length === 0) return;
      for (const { status, attempt } of reports) told.add(`${status}|${attempt}`);
      lastTold = reporter.tell(entry, reports);
      lastTold.catch(() => {}); // awaited where it matters, at rest
    }

    async function follow(): Promise<Ending> {
      try {
        if (request !== null && (await reopen(request)) === 'no-effect') return 'done';
        return await toRest();
      } finally {
        endProbe('unknown');
      }
    }

    /** A retry takes effect only on the failure that it was asked for; its own record may come again meanwhile. */
    async function reopen({ event_id, retry }: RetryRequested): Promise<'reopened' | 'no-effect'> {
      for (;;) {
        await look();
        if (known === null) return 'no-effect';
        const { entry } = known;
        if (entry.retryEventId === event_id) return 'reopened';
        if (entry.state !== 'failed' || entry.attempts !== retry.after_attempt) return 'no-effect';
        const corrected = (channel === 'email' ? retry.email : retry.phone_e164) ?? null;
        if (await change(toReopened(entry, newHold(), { eventId: event_id, address: corrected }, new Date()))) {
          metrics.retriesRequested.inc({ channel });
          return 'reopened';
        }
      }
    }

    async function toRest(): Promise<Ending> {
      for (;;) {
        if (isGone()) return 'abandoned';
        const entry = known?.entry ?? null;
        const now = new Date();
        const step = nextStep(entry, {
          owner: ledger.owner,
          leaseLeftMs: known?.leaseLeftMs ?? 0,
          isUnderWay: entry !== null && underWay.has(entry.claim),
          canAsk,
          refusal: refusalNow(now),
          expiresAt: expiresAt(),
          now,
        });
        switch (step.kind) {
          case 'rest':
            await reportRest(entry ?? base());
            return 'done';
          case 'fail':
            await change(toFailed(base(), step.error, now));
            break;
          case 'wait':
            if (!(await waitUntil(step.until))) return 'abandoned';
            break;
          case 'look-again':
            if (!(await waitUntil(step.until))) return 'abandoned';
            await look();
            break;
          case 'doubt':
            await doubt(step.takesOver);
            break;
          case 'ask':
            if (!(await ask())) return 'abandoned';
            break;
          case 'hand-over':
            await handOver();
            break;
        }
      }
    }

    function refusalNow(now: Date): DeliveryError | null {
      if (known?.entry.state === undefined && delivery.isSuppressed && request === null) {
        return failure('INVALID_RECIPIENT', 'The provider refused this address as unknown lately; it was not tried.');
      }
      return refusalOf(channel, address(), event.appointment.time, { channels: channelsOf(outlets), now });
    }

    async function reportRest(entry: LedgerEntry): Promise<void> {
      if (told.size === 0) metrics.repeats.inc({ channel });
      tell(entry);
      await lastTold;
    }

    async function doubt(takesOver: boolean): Promise<void> {
      const entry = base();
      const hold = newHold();
      const reason = takesOver ? 'the process that had it ended' : 'its ending was not recorded';
      const to = entry.reconciling
        ? { ...entry, ...hold }
        : inDoubt(entry, hold, `It may have been sent: ${reason}.`, ending());
      if (await change(to, takesOver)) log.warn({ attempt: entry.attempts, claim: hold.claim }, 'took over a doubt');
    }

    async function ask(): Promise<boolean> {
      const entry = base();
      const message = outlet?.prepare(sourceOf(entry.attempts));
      try {
        const since = entry.handedOverAt ?? entry.queuedAt;
        const found = (await message?.find?.(since, deadline())) ?? null;
        await change(afterAsking(entry, found, new Date()));
        return true;
      } catch (error) {
        if (!(error instanceof ChannelError)) throw error;
        log.warn({ attempt: entry.attempts, error: error.message }, 'the provider could not be asked');
        if (Date.now() >= expiresAt().getTime()) {
          await change(
            toFailed(entry, failure('MAYBE_SENT', `The provider could not be asked: ${error.message}`), new Date()),
          );
          return true;
        }
        const waitMs = Math.max(
          policy.baseMs,
          backoffMs({ refusals: entry.refusals + 3, random: Math.random(), policy }),
        );
        return await waitUntil(new Date(Date.now() + waitMs));
      }
    }

    async function handOver(): Promise<void> {
      if (outlet === undefined) throw new Error(`no outlet for ${channel}`);
      if (outlet.breaker.state.kind !== 'closed' && !isProbe) return await park(outlet);
      const giveBack = await outlet.slots.take();
      let release: ((outcome: 'ok' | 'slow-down' | 'failed') => void) | null = null;
      try {
        if (isGone()) return;
        release = await outlet.rate.acquire(stopping);
        while (!ledger.mayHandOver()) if (!(await waitUntil(new Date(Date.now() + 200)))) return;
        const now = new Date();
        if (isGone() || now >= expiresAt() || (outlet.breaker.state.kind !== 'closed' && !isProbe)) return;
        release(await handOverNow(outlet, now));
      } finally {
        release?.('failed');
        giveBack();
      }
    }

    async function handOverNow(outlet: Outlet, now: Date): Promise<'ok' | 'slow-down' | 'failed'> {
      const from = base();
      const message = outlet.prepare(sourceOf(from.attempts + 1));
      const claimed = toHandOver(from, newHold(), outlet.provider, now);
      underWay.add(claimed.claim);
      try {
        if (!(await change(claimed))) return 'failed';
        if (!ledger.mayHandOver()) {
          // the claim took so long that the lease is no longer sure; nothing was sent
          await change({ ...claimed, state: 'waiting', nextAttemptAt: now });
          return 'failed';
        }
        const outcome = await send(message);
        const verdict = verdictOf(outcome);
        const recipient = address();
        outlet.breaker.ended({ verdict, recipient, isProbe });
        isProbe = false;
        await settle(claimed, outcome);
        if (outcome.kind === 'accepted') return 'ok';
        return outcome.error.details.slowDown === true ? 'slow-down' : 'failed';
      } finally {
        underWay.delete(claimed.claim);
      }
    }

    async function send(message: ReadyMessage): Promise<SendOutcome> {
      const begunAt = performance.now();
      try {
        return { kind: 'accepted', receipt: await message.send(deadline()) };
      } catch (error) {
        if (error instanceof ChannelError) return { kind: 'refused', error };
        log.error({ err: error }, 'the channel failed in a way it does not know');
        const details = { code: 'MAYBE_SENT', kind: 'maybe-sent', providerCode: null } as const;
        return { kind: 'refused', error: new ChannelError('The hand-over failed unexpectedly.', details) };
      } finally {
        metrics.handOverSeconds.observe({ channel }, (performance.now() - begunAt) / 1_000);
      }
    }

    async function settle(claimed: LedgerEntry, outcome: SendOutcome): Promise<void> {
      if (outcome.kind === 'refused' && outcome.error.details.kind === 'suppress') {
        const suppression = { channel, address: address(), reason: outcome.error.message };
        await ledger.suppressions.add(suppression, options.suppressForMs);
      }
      if (!(await change(afterSend(claimed, outcome, ending())))) {
        log.warn({ attempt: claimed.attempts, outcome: outcome.kind }, 'the outcome came too late to be recorded');
      }
      if (outcome.kind === 'accepted' && request !== null) await ledger.suppressions.remove(channel, address());
      if (outcome.kind === 'refused' && outcome.error.details.alarm === true) {
        log.error({ alarm: true, provider_code: outcome.error.details.providerCode }, 'a refusal that needs a person');
      }
    }

    /** The channel is out of order: says so once, and waits to probe it or for it to work again. */
    async function park({ breaker }: Outlet): Promise<void> {
      const last = lastReport(base());
      const isTold = last?.status === 'retrying' && last.error?.code === 'PROVIDER_MISCONFIGURED';
      if (!isTold) {
        const probeAt = breaker.probeAt ?? new Date();
        const error = misconfigured("The channel's account or configuration is at fault; it is being probed.");
        if (!(await change(toParked(base(), error, probeAt, new Date())))) return;
      }
      using expiry = alarms.set(expiresAt());
      const turn = await breaker.turn(expiry.rang);
      isProbe = turn === 'probe';
      if (turn !== 'gone' && known !== null) known = { ...known, entry: { ...known.entry, nextAttemptAt: null } };
    }

    function endProbe(verdict: AccountVerdict): void {
      if (!isProbe) return;
      isProbe = false;
      outlet?.breaker.ended({ verdict, recipient: address(), isProbe: true });
    }

    function ending() {
      const probeAt = outlet?.breaker.probeAt ?? null;
      return { now: new Date(), expiresAt: expiresAt(), random: Math.random(), policy, canAsk, probeAt };
    }

    function sourceOf(attempt: number) {
      return { identity: planned, event, address: address(), attempt, expiresAt: expiresAt() };
    }

    function deadline(): AbortSignal {
      return AbortSignal.any([cutting, AbortSignal.timeout(options.sendDeadlineMs)]);
    }

    async function giveUp(error: unknown): Promise<Ending> {
      const message = 'Our own code failed on it again and again; a copy is among the dead letters.';
      await reporter.park(delivery.record, 'UNEXPECTED', error instanceof Error ? error.message : String(error));
      metrics.deadLetters.inc({ topic: delivery.record.topic });
      await look();
      const failed = toFailed(base(), failure('REJECTED', message), new Date());
      if (!isAtRest(base())) await change(failed);
      await reportRest(base());
      return 'done';
    }

    function logOutcome(before: LedgerEntry | null, after: LedgerEntry): void {
      const report = lastReport(after);
      if (report === null || report.status === 'sending' || report === lastReport(before ?? after)) {
        if (before !== null || report?.status !== 'failed') return;
      }
      if (report === null) return;
      metrics.outcome(after, report);
      const fields = {
        attempt: report.attempt,
        status: report.status,
        provider_message_id: after.providerMessageId,
        error: report.error,
        next_attempt_at: report.nextAttemptAt,
      };
      if (report.status === 'failed') log.warn(fields, 'delivery failed');
      else log.info(fields, report.status === 'retrying' ? 'delivery will be tried again' : 'delivery sent');
    }

    return { log, follow, giveUp, look, waitUntil };
  }
}

function channelsOf(outlets: ReadonlyMap<string, Outlet>): ReadonlySet<Outlet['name']> {
  return new Set([...outlets.values()].map(({ name }) => name));
}

/** What an outcome says of the account: an answer about this recipient shows that it works. */
function verdictOf(outcome: SendOutcome): AccountVerdict {
  if (outcome.kind === 'accepted') return 'works';
  switch (outcome.error.details.kind) {
    case 'account':
      return 'faulty';
    case 'permanent':
    case 'suppress':
      return 'works';
    case 'retry':
    case 'maybe-sent':
      return 'unknown';
  }
}

/** Whether it is not a failure but the end of this process's work. */
function isEnding(error: unknown): boolean {
  return (
    error instanceof ReporterDisposed ||
    (error instanceof LedgerError && error.code === 'DISPOSED') ||
    (error instanceof DOMException && error.name === 'AbortError')
  );
}
