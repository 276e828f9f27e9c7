/**
 * Takes one delivery from wherever it stands to rest.
 *
 * Promise: a message is handed to a provider again only if the hand-over before is known to have been refused, or,
 * once, if nobody can tell. Whatever is told of it stands in the ledger first.
 */
import type { DeliveryError, RetryRequested } from '@belltower/events';
import type { Span, Tracer } from '@belltower/support/traces';
import type { Outlet } from '../channel/channel-runtime.ts';
import type { RecipientBounds } from '../config.ts';
import type { Faults } from '../faults.ts';
import type { Pause } from '../intake/lanes.ts';
import { failure, refusalOf } from '../intake/plan.ts';
import { isAtRest, type LedgerEntry, toFailed, toReopened } from '../ledger/entry.ts';
import { type Course, type CourseOptions, createCourses, EntryRemoved } from './delivery-run.ts';
import { nextStep } from './next-step.ts';
import { createRecipients } from './recipients.ts';
import { backoffMs } from './retry.ts';
import { createHandOvers, type HandOverOptions } from './send-attempt.ts';

/** `done`: at rest, and told: `lastTold` resolves when the log knows · `abandoned`: we end; whoever gets the record next goes on. */
export type Ending = 'done' | 'abandoned';

/** What delivering needs. */
export interface DeliverOptions extends CourseOptions, HandOverOptions {
  readonly outlets: ReadonlyMap<Outlet['name'], Outlet>;
  /** How often our own code may fail on one delivery before it is given up. */
  readonly unexpectedLimit: number;
  readonly bounds: RecipientBounds;
  readonly faults: Pick<Faults, 'deliveries' | 'suppressions'>;
}

/** What cannot be recorded is retried at least so often. */
const LONGEST_STUCK_MS = 30_000;
const LOOK_AGAIN_MS = 2_000;

/** Makes the function that brings a delivery to rest, or to where it has to wait. It never rejects. */
export function createDeliver(options: DeliverOptions): (course: Course) => Promise<Ending | Pause> {
  const { ledger, reporter, outlets, alarms, policy, log, metrics, stopping, tracer, faults } = options;
  const courses = createCourses(options);
  const handOvers = createHandOvers(options, courses);
  const channels = new Set(outlets.keys());
  const recipientRefusal = createRecipients(ledger, options.bounds);
  /** The deliveries of which not even the failure could be recorded. */
  const stuck = new Set<Course>();

  return async function deliver(course) {
    if (tracer?.on) course.span ??= startSpan(tracer, course);
    const ending = await bring(course);
    if (ending === 'done' && stuck.delete(course) && stuck.size === 0) faults.deliveries.worked();
    if (typeof ending === 'string') course.span?.end(ending === 'done' ? {} : { error: ending });
    return ending;
  };

  async function bring(course: Course): Promise<Ending | Pause> {
    try {
      if (course.hasEntry && course.known === null) await courses.look(course);
      if (course.request !== null && !(await reopen(course, course.request))) return 'done';
      return await toRest(course);
    } catch (error) {
      endProbe(course);
      return await afterException(course, error).catch((another: unknown) => afterRefusal(course, another));
    }
  }

  /** Not even the failure could be recorded: the record must not stay unfinished without anybody at work on it. */
  function afterRefusal(course: Course, error: unknown): Ending | Pause {
    if (stopping.aborted) return 'abandoned'; // it stays unfinished, and comes again
    if (error instanceof EntryRemoved) return removed(course);
    stuck.add(course);
    course.exceptions += 1;
    faults.deliveries.failed(error, courses.fieldsOf(course));
    const waitMs = Math.min(
      LONGEST_STUCK_MS,
      backoffMs({ refusals: course.exceptions, random: Math.random(), policy }),
    );
    return pauseUntil(course, new Date(Date.now() + waitMs));
  }

  function removed(course: Course): Ending {
    log.warn(courses.fieldsOf(course), 'it was erased: nothing is to be done any more');
    return 'done';
  }

  async function toRest(course: Course): Promise<Ending | Pause> {
    const outlet = outlets.get(course.planned.channel);
    while (!stopping.aborted) {
      const now = new Date();
      const step = nextStep(entryAsDue(course), {
        owner: ledger.owner,
        leaseLeftMs: course.known?.leaseLeftMs ?? 0,
        isUnderWay: course.known !== null && handOvers.isUnderWay(course.known.entry.claim),
        canAsk: outlet?.canAsk ?? false,
        refusal: refusalNow(course, now) ?? (await recipientRefusal(course)),
        expiresAt: courses.expiresAt(course),
        now,
      });
      if (step.kind !== 'hand-over') endProbe(course);
      let pause: Pause | null = null;
      switch (step.kind) {
        case 'rest':
          courses.rest(course);
          return 'done';
        case 'fail':
          if (await courses.change(course, toFailed(courses.entryOf(course), step.error, now))) {
            metrics.refusedBy(course.planned.channel, step.error);
          }
          break;
        case 'wait':
        case 'look-again':
          pause = pauseUntil(course, step.until);
          break;
        case 'doubt':
          await handOvers.doubt(course, outlet, step.takesOver);
          break;
        case 'ask':
          pause = await handOvers.ask(course, outlet);
          break;
        case 'hand-over':
          if (outlet === undefined) throw new Error(`no way out for ${course.planned.channel}`);
          pause = await handOvers.handOver(course, outlet);
          break;
      }
      if (pause !== null) return pause;
    }
    return 'abandoned';
  }

  function entryAsDue({ known, isDue }: Course): LedgerEntry | null {
    if (known === null) return null;
    return isDue ? { ...known.entry, nextAttemptAt: null } : known.entry;
  }

  function pauseUntil(course: Course, at: Date): Pause {
    courses.forget(course);
    return (resume) => void alarms.set(at, resume);
  }

  /** Our own code failed: it is tried again, a few times. */
  async function afterException(course: Course, error: unknown): Promise<Ending | Pause> {
    if (stopping.aborted) return 'abandoned';
    if (error instanceof EntryRemoved) return removed(course);
    course.exceptions += 1;
    if (stuck.has(course)) return await giveUp(course, error); // what is wrong with it was said five times
    const { exceptions } = course;
    log.error({ ...courses.fieldsOf(course), err: error, exceptions }, 'our own code failed on this delivery');
    metrics.unexpected.inc();
    if (exceptions >= options.unexpectedLimit) return await giveUp(course, error);
    const waitMs = backoffMs({ refusals: exceptions, random: Math.random(), policy });
    return pauseUntil(course, new Date(Date.now() + waitMs));
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
    if (course.isSuppressed && !course.hasEntry) {
      return failure('INVALID_RECIPIENT', 'The provider refused this address as unknown lately; it was not tried.');
    }
    if (course.unreadable !== null) {
      return failure('REJECTED', `The event that is kept can no longer be read: ${course.unreadable}`);
    }
    if (course.appointmentTime === null) {
      return failure('EXPIRED', 'The booking was so long ago that its content is no longer kept.');
    }
    return refusalOf(course.planned.channel, courses.addressOf(course), course.appointmentTime, {
      channels,
      smsCountries: options.bounds.smsCountries,
      now,
    });
  }

  /** Our own code cannot deliver it: a person gets a copy, and it blocks nothing any more. */
  async function giveUp(course: Course, error: unknown): Promise<Ending | Pause> {
    if (!course.isParked) {
      const record = await courses.recordAsItCame(course);
      await reporter.park(record, 'UNEXPECTED', error instanceof Error ? error.message : String(error));
      metrics.deadLetters.inc({ topic: course.record.topic });
      course.isParked = true;
    }
    await courses.look(course);
    const entry = courses.entryOf(course);
    if (entry.state === 'handing_over' && entry.owner !== ledger.owner) {
      return pauseUntil(course, new Date(Date.now() + LOOK_AGAIN_MS)); // another process has it: it ends it, or its lease does
    }
    const given = failure('REJECTED', 'Our own code failed on it again and again; a copy is among the dead letters.');
    if (!isAtRest(entry)) await courses.change(course, toFailed(entry, given, new Date()));
    courses.rest(course);
    return 'done';
  }

  function endProbe(course: Course): void {
    if (!course.isProbe) return;
    course.isProbe = false;
    const recipient = courses.addressOf(course);
    const attempt = { verdict: 'unknown', by: 'answer', recipient, isProbe: true, reason: '' } as const;
    outlets.get(course.planned.channel)?.breaker.ended(attempt);
  }
}

function startSpan(tracer: Tracer, { planned, record }: Course): Span {
  const { channel, eventId, deliveryId } = planned;
  const attributes = { event_id: eventId, delivery_id: deliveryId, channel };
  return tracer.start({ name: `deliver ${channel}`, kind: 'consumer', parent: record.traceparent, attributes });
}
