/**
 * One hand-over, from waiting for room to the record of how it ended.
 *
 * Promise: nothing is sent without a fresh claim in the ledger under a lease that outlasts the hand-over; the claim
 * comes last, after slot, rate and breaker, so that what waits is never in doubt.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ChannelError } from '@belltower/channels';
import type { Tracer } from '@belltower/support/traces';
import type { Logger } from 'pino';
import { type AccountVerdict, verdictOfKind } from '../channel/breaker.ts';
import type { Outlet, ReadyMessage } from '../channel/channel-runtime.ts';
import { createExchange } from '../channel/exchange.ts';
import type { Faults } from '../faults.ts';
import type { Pause } from '../intake/lanes.ts';
import { failure } from '../intake/plan.ts';
import { type LedgerEntry, lastReport, toFailed, toHandOver, toParked } from '../ledger/entry.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Metrics } from '../metrics.ts';
import type { Reporter } from '../report/report.ts';
import { afterAsking, afterSend, type EndingContext, inDoubt, misconfigured, type SendOutcome } from './after-send.ts';
import type { Course, Courses } from './delivery-run.ts';
import { backoffMs, type RetryPolicy } from './retry.ts';
import type { Alarms } from './timers.ts';

/** What hand-overs need. */
export interface HandOverOptions {
  readonly ledger: Ledger;
  readonly reporter: Reporter;
  readonly alarms: Alarms;
  readonly policy: RetryPolicy;
  /** One hand-over's overall deadline, in milliseconds: well under the lease less its renewal. */
  readonly sendDeadlineMs: number;
  readonly suppressForMs: number;
  readonly faults: Pick<Faults, 'suppressions'>;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracer?: Tracer;
  /** Aborts the waits before a hand-over. */
  readonly stopping: AbortSignal;
  /** Aborts hand-overs in progress. */
  readonly cutting: AbortSignal;
}

type RateOutcome = 'ok' | 'slow-down' | 'failed';

const LEASE_LOOK_MS = 200;
/** How many reports may wait for the log before no more hand-overs begin. */
const MOST_UNTOLD = 20_000;

/** The acts that involve a provider. Each ends with the course changed, or with a wait; what is next is to be decided anew. */
export function createHandOvers(options: HandOverOptions, courses: Courses) {
  const { ledger, reporter, alarms, policy, log, metrics, stopping, cutting } = options;
  const { newHold, entryOf, addressOf, expiresAt, fieldsOf, change } = courses;
  /** The claims whose hand-overs are under way in this process. */
  const underWay = new Set<string>();
  const exchange = createExchange(options.sendDeadlineMs, cutting);

  /** Hands the message over, or waits where its channel makes it wait. */
  async function handOver(course: Course, outlet: Outlet): Promise<Pause | null> {
    if (isStopped(outlet, course)) return await park(course, outlet);
    // while the log takes no reports, nothing new is begun that would have to be told
    while (reporter.size > MOST_UNTOLD && !stopping.aborted) await reporter.idle();
    const giveBack = await outlet.slots.take();
    let release: ((outcome: RateOutcome) => void) | null = null;
    try {
      if (stopping.aborted) return null;
      release = await outlet.rate.acquire(stopping);
      while (!ledger.mayHandOver()) await sleep(LEASE_LOOK_MS, undefined, { signal: stopping });
      if (stopping.aborted || isStopped(outlet, course) || new Date() >= expiresAt(course)) return null;
      release(await handOverNow(course, outlet));
      return null;
    } finally {
      release?.('failed');
      giveBack();
    }
  }

  async function handOverNow(course: Course, outlet: Outlet): Promise<RateOutcome> {
    const now = new Date();
    const from = entryOf(course);
    const message = messageOf(course, outlet, from.attempts + 1);
    course.isDue = false;
    const claimed = toHandOver(from, newHold(), outlet.provider, now);
    underWay.add(claimed.claim);
    try {
      if (!(await change(course, claimed))) return 'failed';
      if (!ledger.mayHandOver()) {
        // the claim took so long that the lease is no longer sure: nothing was sent
        await change(course, { ...claimed, state: 'waiting', nextAttemptAt: now });
        return 'failed';
      }
      const outcome = await send(course, message);
      const recipient = addressOf(course);
      const reason = outcome.kind === 'refused' ? outcome.error.message : '';
      outlet.breaker.ended({ verdict: verdictOf(outcome), by: 'answer', recipient, isProbe: course.isProbe, reason });
      course.isProbe = false;
      if (!(await change(course, afterSend(claimed, outcome, endingOf(course, outlet))))) {
        recordedByOthers(course, claimed, outcome);
      }
      await remember(course, outcome, recipient);
      if (outcome.kind === 'accepted') return 'ok';
      return outcome.error.details.slowDown === true ? 'slow-down' : 'failed';
    } finally {
      underWay.delete(claimed.claim);
    }
  }

  /**
   * A callback that overtook the answer has recorded, reported and counted the same acceptance, under the same claim. Under
   * another claim the delivery was taken over.
   */
  function recordedByOthers(course: Course, { claim, attempts }: LedgerEntry, outcome: SendOutcome): void {
    const entry = course.known?.entry;
    const sent = entry?.reports.find(({ status, attempt }) => status === 'sent' && attempt === attempts);
    if (entry?.claim === claim && sent !== undefined) courses.observeSent(course, sent);
    else log.warn({ ...fieldsOf(course), outcome: outcome.kind }, 'somebody else has recorded an outcome before');
  }

  async function send(course: Course, message: ReadyMessage): Promise<SendOutcome> {
    const begunAt = performance.now();
    const attributes = { attempt: course.known?.entry.attempts ?? 1, provider: course.known?.entry.provider ?? '' };
    const parent = course.span?.traceparent;
    const span =
      course.span &&
      options.tracer?.start({ name: `send ${course.planned.channel}`, kind: 'client', parent, attributes });
    try {
      const receipt = await exchange((signal) => message.send(signal));
      span?.end({ attributes: { provider_message_id: receipt.providerMessageId ?? '' } });
      return { kind: 'accepted', receipt };
    } catch (error) {
      span?.end({ error: error instanceof ChannelError ? error.details.code : 'MAYBE_SENT' });
      if (error instanceof ChannelError) return { kind: 'refused', error };
      log.error({ ...fieldsOf(course), err: error }, 'the channel failed in a way it does not know');
      const details = { code: 'MAYBE_SENT', kind: 'maybe-sent', providerCode: null } as const;
      return { kind: 'refused', error: new ChannelError('The hand-over failed unexpectedly.', details) };
    } finally {
      metrics.handOverSeconds.observe({ channel: course.planned.channel }, (performance.now() - begunAt) / 1_000);
    }
  }

  /** What an outcome says beyond its delivery: an address is dead, or alive after all; a person should look. */
  async function remember(course: Course, outcome: SendOutcome, address: string): Promise<void> {
    const { channel } = course.planned;
    try {
      if (outcome.kind === 'accepted') {
        if (course.request === null) return;
        await ledger.suppressions.remove(channel, address);
        options.faults.suppressions.worked();
        return;
      }
      const { details, message } = outcome.error;
      if (details.alarm === true) {
        const fields = { ...fieldsOf(course), alarm: true, provider_code: details.providerCode, error: message };
        log.error(fields, 'a refusal that a person should look at');
      }
      if (details.kind !== 'suppress') return;
      await ledger.suppressions.add({ channel, address, reason: message }, options.suppressForMs);
      options.faults.suppressions.worked();
    } catch (error) {
      options.faults.suppressions.failed(error, fieldsOf(course));
    }
  }

  /** The channel is out of order: says so once, and waits to probe it, or for it to work again. */
  async function park(course: Course, { breaker }: Outlet): Promise<Pause | null> {
    const entry = entryOf(course);
    const last = lastReport(entry);
    if (last?.status !== 'retrying' || last.error?.code !== 'PROVIDER_MISCONFIGURED') {
      const error = misconfigured(`The channel is stopped, and probed: ${breaker.reason}`);
      if (!(await change(course, toParked(entry, error, breaker.probeAt ?? new Date(), new Date())))) return null;
    }
    const expiry = expiresAt(course);
    courses.forget(course);
    return (resume) => {
      let leave = () => {};
      const turnOff = alarms.set(expiry, () => {
        leave();
        resume();
      });
      // It may be our turn at once: the channel may work again, or its next probe be due.
      leave = breaker.wait((turn) => {
        turnOff();
        course.isProbe = turn === 'probe';
        course.isDue = true;
        resume();
      });
    };
  }

  /** Nobody here knows how the last hand-over ended. */
  async function doubt(course: Course, outlet: Outlet | undefined, takesOver: boolean): Promise<void> {
    const entry = entryOf(course);
    const hold = newHold();
    const reason = takesOver ? 'the process that had it ended' : 'its ending was not recorded';
    const to = entry.reconciling
      ? { ...entry, ...hold }
      : inDoubt(entry, hold, `It may have been sent: ${reason}.`, endingOf(course, outlet));
    if (await change(course, to, takesOver)) log.warn({ ...fieldsOf(course), reason }, 'a doubt was taken over');
  }

  /** Asks the provider; a question that fails is asked again later, and is never "not sent". */
  async function ask(course: Course, outlet: Outlet | undefined): Promise<Pause | null> {
    const entry = entryOf(course);
    if (course.event === null) {
      const given = failure(
        'MAYBE_SENT',
        'It may have been sent; the event that the provider would be asked by is gone.',
      );
      await change(course, toFailed(entry, given, new Date()));
      return null;
    }
    try {
      const message = outlet && messageOf(course, outlet, entry.attempts);
      const since = entry.handedOverAt ?? entry.queuedAt;
      const found = (await exchange(async (signal) => message?.find?.(since, signal))) ?? null;
      await change(course, afterAsking(entry, found, new Date()));
      return null;
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      log.warn({ ...fieldsOf(course), error: error.message }, 'the provider could not be asked');
      if (new Date() >= expiresAt(course)) {
        const given = failure('MAYBE_SENT', `The provider could not be asked: ${error.message}`);
        await change(course, toFailed(entry, given, new Date()));
        return null;
      }
      const waitMs = policy.baseMs + backoffMs({ refusals: entry.refusals + 3, random: Math.random(), policy });
      courses.forget(course);
      return (resume) => void alarms.set(new Date(Date.now() + waitMs), resume);
    }
  }

  function messageOf(course: Course, outlet: Outlet, attempt: number): ReadyMessage {
    const { event, planned } = course;
    if (event === null) throw new Error('the content of this delivery is no longer kept');
    return outlet.prepare({
      identity: planned,
      event,
      address: addressOf(course),
      attempt,
      expiresAt: expiresAt(course),
    });
  }

  function endingOf(course: Course, outlet: Outlet | undefined): EndingContext {
    const [canAsk, probeAt] = [outlet?.canAsk ?? false, outlet?.breaker.probeAt ?? null];
    return { now: new Date(), expiresAt: expiresAt(course), random: Math.random(), policy, canAsk, probeAt };
  }

  return { handOver, doubt, ask, isUnderWay: (claim: string) => underWay.has(claim) };
}

function isStopped({ breaker }: Outlet, { isProbe }: Course): boolean {
  return breaker.state.kind !== 'closed' && !isProbe;
}

/** What an outcome says of the account: an answer about this recipient shows that it works. */
function verdictOf(outcome: SendOutcome): AccountVerdict {
  if (outcome.kind === 'accepted') return 'works';
  return verdictOfKind(outcome.error.details.kind);
}
