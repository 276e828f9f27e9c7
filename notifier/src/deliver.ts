/**
 * Takes one delivery from wherever it stands to rest.
 *
 * Promise: a message is handed to a provider again only if the hand-over before is known to have been refused, or,
 * once, if nobody can tell. Whatever is told of it stands in the ledger first.
 */
import type { DeliveryError, RetryRequested } from '@belltower/events';
import { type Course, type CourseOptions, createCourses, type Delivery, EntryRemoved } from './course.ts';
import { createHandOvers, type HandOverOptions } from './hand-over.ts';
import { isAtRest, toFailed, toReopened } from './ledger/entry.ts';
import { LedgerError } from './ledger/ledger.ts';
import { nextStep } from './next-step.ts';
import type { Outlet } from './outlets.ts';
import { failure, refusalOf } from './plan.ts';
import { ReporterDisposed } from './report.ts';
import { backoffMs } from './retry.ts';

/** `done`: at rest, and the log knows · `abandoned`: we end; whoever gets the record next goes on. */
export type Ending = 'done' | 'abandoned';

/** What delivering needs. */
export interface DeliverOptions extends CourseOptions, HandOverOptions {
  readonly outlets: ReadonlyMap<Outlet['name'], Outlet>;
  /** How often our own code may fail on one delivery before it is given up. */
  readonly unexpectedLimit: number;
}

/** Makes the function that brings deliveries to rest. It never rejects. */
export function createDeliver(options: DeliverOptions): (delivery: Delivery) => Promise<Ending> {
  const { ledger, reporter, outlets, alarms, policy, log, metrics, stopping } = options;
  const courses = createCourses(options);
  const handOvers = createHandOvers(options, courses);
  const channels = new Set(outlets.keys());

  return async function deliver(delivery) {
    const { event, ...others } = delivery;
    const course: Course = {
      ...others,
      event,
      appointmentTime: event.appointment.time,
      isProbe: false,
      toldUpTo: null,
      lastTold: Promise.resolve(),
    };
    for (let exceptions = 1; ; exceptions += 1) {
      try {
        if (course.request !== null && !(await reopen(course, course.request))) return 'done';
        return await toRest(course);
      } catch (error) {
        if (isEnding(error)) return 'abandoned';
        if (error instanceof EntryRemoved) {
          log.warn(courses.fieldsOf(course), 'it was erased: nothing is to be done any more');
          return 'done';
        }
        log.error({ ...courses.fieldsOf(course), err: error, exceptions }, 'our own code failed on this delivery');
        metrics.unexpected.inc();
        if (exceptions >= options.unexpectedLimit) return await giveUp(course, error).catch(() => 'abandoned');
        const waitMs = backoffMs({ refusals: exceptions, random: Math.random(), policy });
        if (!(await wait(course, new Date(Date.now() + waitMs)).catch(() => true))) return 'abandoned';
      } finally {
        endProbe(course);
      }
    }
  };

  async function toRest(course: Course): Promise<Ending> {
    const outlet = outlets.get(course.planned.channel);
    while (!stopping.aborted) {
      const entry = course.known?.entry ?? null;
      const now = new Date();
      const step = nextStep(entry, {
        owner: ledger.owner,
        leaseLeftMs: course.known?.leaseLeftMs ?? 0,
        isUnderWay: entry !== null && handOvers.isUnderWay(entry.claim),
        canAsk: outlet?.canAsk ?? false,
        refusal: refusalNow(course, now),
        expiresAt: courses.expiresAt(course),
        now,
      });
      if (step.kind !== 'hand-over' && step.kind !== 'wait') endProbe(course);
      switch (step.kind) {
        case 'rest':
          await courses.rest(course);
          return 'done';
        case 'fail':
          await courses.change(course, toFailed(courses.entryOf(course), step.error, now));
          break;
        case 'wait':
        case 'look-again':
          if (!(await wait(course, step.until))) return 'abandoned';
          break;
        case 'doubt':
          await handOvers.doubt(course, outlet, step.takesOver);
          break;
        case 'ask':
          await handOvers.ask(course, outlet);
          break;
        case 'hand-over':
          if (outlet === undefined) throw new Error(`no way out for ${course.planned.channel}`);
          await handOvers.handOver(course, outlet);
          break;
      }
    }
    return 'abandoned';
  }

  /** Waits, lightly, and looks at the ledger again. */
  async function wait(course: Course, at: Date): Promise<boolean> {
    using alarm = alarms.set(at);
    if (course.known !== null) course.event = null; // the ledger has it
    if ((await alarm.rang) === 'off') return false;
    await courses.look(course);
    return true;
  }

  /**
   * A retry takes effect only on the failure that it was asked for; its own record may come again meanwhile.
   * @returns whether there is anything to be done for it
   */
  async function reopen(course: Course, { event_id: eventId, retry }: RetryRequested): Promise<boolean> {
    for (;;) {
      await courses.look(course);
      const entry = course.known?.entry;
      if (entry === undefined) return false;
      if (entry.retryEventId === eventId) return true;
      if (entry.state !== 'failed' || entry.attempts !== retry.after_attempt) return false;
      const address = (entry.channel === 'email' ? retry.email : retry.phone_e164) ?? null;
      if (await courses.change(course, toReopened(entry, courses.newHold(), { eventId, address }, new Date()))) {
        metrics.retriesRequested.inc({ channel: entry.channel });
        return true;
      }
    }
  }

  function refusalNow(course: Course, now: Date): DeliveryError | null {
    if (course.isSuppressed && course.known === null) {
      return failure('INVALID_RECIPIENT', 'The provider refused this address as unknown lately; it was not tried.');
    }
    return refusalOf(course.planned.channel, courses.addressOf(course), course.appointmentTime, { channels, now });
  }

  /** Our own code cannot deliver it: a person gets a copy, and it blocks nothing any more. */
  async function giveUp(course: Course, error: unknown): Promise<Ending> {
    await reporter.park(course.record, 'UNEXPECTED', error instanceof Error ? error.message : String(error));
    metrics.deadLetters.inc({ topic: course.record.topic });
    await courses.look(course);
    const entry = courses.entryOf(course);
    if (entry.state === 'handing_over' && entry.owner !== ledger.owner) return 'abandoned';
    const given = failure('REJECTED', 'Our own code failed on it again and again; a copy is among the dead letters.');
    if (!isAtRest(entry)) await courses.change(course, toFailed(entry, given, new Date()));
    await courses.rest(course);
    return 'done';
  }

  function endProbe(course: Course): void {
    if (!course.isProbe) return;
    course.isProbe = false;
    const attempt = { verdict: 'unknown', recipient: courses.addressOf(course), isProbe: true } as const;
    outlets.get(course.planned.channel)?.breaker.ended(attempt);
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
