/**
 * Takes events from the log and sees each of them to its end.
 *
 * Promise: a record is finished only when every delivery it asks for is at rest and the log has acknowledged the
 * report of it; what cannot be read is finished only when its dead letter is acknowledged.
 *
 * Order is kept per appointment and channel: a delivery that waits for its next attempt holds back the later events of
 * the same appointment on the same channel, and nothing else.
 */
import type { EventLog, GroupRecord, LogNotice, Reader } from '@belltower/event-log';
import {
  type AppointmentCreated,
  type ChannelName,
  catalogue,
  decode,
  EventError,
  type RetryRequested,
} from '@belltower/events';
import type { Logger } from 'pino';
import type { Outlet } from '../channel/channel-runtime.ts';
import { untilFree } from '../channel/slots.ts';
import type { Ending } from '../delivery/deliver.ts';
import { type Course, courseOf, type Delivery } from '../delivery/delivery-run.ts';
import { type Ledger, LedgerError } from '../ledger/ledger.ts';
import type { Metrics } from '../metrics.ts';
import { type Reporter, ReporterDisposed } from '../report/report.ts';
import { createLanes, type Pause } from './lanes.ts';
import { createAskedDeliveries } from './load-deliveries.ts';
import { isTooOld } from './plan.ts';

const CREATED = catalogue['appointments.created'].topic;
const RETRY = catalogue['notifications.retry-requested'].topic;

/** The topics that the notifier reads, as the group `notifier`. */
export const consumedTopics = [CREATED, RETRY] as const;
export const consumerGroup = 'notifier';

/** What consuming needs. */
export interface ConsumerOptions {
  readonly log: EventLog;
  readonly ledger: Ledger;
  readonly reporter: Reporter;
  readonly outlets: ReadonlyMap<ChannelName, Outlet>;
  readonly deliver: (course: Course) => Promise<Ending | Pause>;
  /** Older events are parked: what became of them is forgotten. */
  readonly retentionMs: number;
  /** A channel has room as long as fewer deliveries than this wait for one of its slots. */
  readonly slots: number;
  readonly drainMs: number;
  /** The most that unfinished records may hold in sum, in bytes: beyond it reading waits. @default the log's */
  readonly maxBytes?: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  onNotice(notice: LogNotice): void;
  /** Records could not be taken, for a reason that waiting does not cure: end the process, they will come again. */
  onFatal(error: unknown): void;
}

/** Starts reading. Disposing it stops taking, and waits, within `drainMs`, for the hand-overs in progress. */
export function startConsumer(options: ConsumerOptions): Reader {
  const { ledger, reporter, outlets, metrics, logger } = options;
  const asked = createAskedDeliveries(ledger, logger);

  /** A record that is being worked on, and how many of its deliveries are not at rest yet. */
  interface Work {
    finish(): void;
    left: number;
  }

  const lanes = createLanes(async ({ course, work }: { course: Course; work: Work }) => {
    const outcome = await options.deliver(course);
    if (typeof outcome === 'function') return outcome;
    if (outcome === 'done') void finish(course, work);
    return 'done'; // the next one of this lane goes on meanwhile: its reports reach the log after these
  });

  async function finish(course: Course, work: Work): Promise<void> {
    try {
      await course.lastTold;
    } catch (error) {
      // it stays unfinished, and comes again
      const { eventId, deliveryId } = course.planned;
      if (!(error instanceof ReporterDisposed)) {
        logger.error({ event_id: eventId, delivery_id: deliveryId, err: error }, 'the log does not take a report');
      }
      return;
    }
    work.left -= 1;
    if (work.left === 0) work.finish();
  }

  function dispatch(record: GroupRecord, deliveries: readonly Delivery[]): void {
    if (deliveries.length === 0) record.finish();
    const work = { finish: record.finish, left: deliveries.length };
    for (const delivery of deliveries) {
      const { channel, appointmentId } = delivery.planned;
      lanes.push(`${channel}|${appointmentId}`, { course: courseOf(delivery), work });
    }
  }

  function park(record: GroupRecord, code: string, reason: string): void {
    logger.error(
      { topic: record.topic, partition: record.partition, position: record.position, code, reason },
      'parked as a dead letter',
    );
    reporter
      .park(record, code, reason)
      .then(() => {
        metrics.deadLetters.inc({ topic: record.topic }); // once it is there: what comes again is parked again
        record.finish();
      })
      .catch(() => {}); // rejects only when we end: the record comes again
  }

  async function takeCreated(records: readonly GroupRecord[]): Promise<void> {
    const now = new Date();
    const read: { record: GroupRecord; event: AppointmentCreated }[] = [];
    for (const record of records) {
      const event = decodeOrPark('appointments.created', record);
      if (event === null) continue;
      if (isTooOld(event.occurred_at, record.appendedAt, options.retentionMs, now)) {
        park(record, 'TOO_OLD', `it occurred at ${event.occurred_at}: whether it was sent before is forgotten`);
      } else read.push({ record, event });
    }
    const admissions = await Promise.allSettled(read.map((one) => admit(one.record, one.event)));
    for (const [index, { record, event }] of read.entries()) {
      const admission = admissions[index];
      if (admission?.status === 'fulfilled') dispatch(record, asked.byEvent(record, event, admission.value));
      else if (isUnstorable(admission?.reason)) park(record, 'UNSTORABLE', String(admission?.reason));
      else throw admission?.reason;
    }
  }

  function admit(
    record: GroupRecord,
    { event_id: eventId, appointment: { appointment_id, email, phone_e164 } }: AppointmentCreated,
  ) {
    const addresses = { ...(email && { email }), ...(phone_e164 && { sms: phone_e164 }) };
    return ledger.admit({ eventId, appointmentId: appointment_id, body: record.value, addresses });
  }

  async function takeRetries(records: readonly GroupRecord[]): Promise<void> {
    for (const record of records) {
      const request = decodeOrPark('notifications.retry-requested', record);
      if (request !== null) dispatch(record, await asked.byRetry(record, request));
    }
  }

  function decodeOrPark(type: 'appointments.created', record: GroupRecord): AppointmentCreated | null;
  function decodeOrPark(type: 'notifications.retry-requested', record: GroupRecord): RetryRequested | null;
  function decodeOrPark(type: 'appointments.created' | 'notifications.retry-requested', record: GroupRecord) {
    try {
      const { event, ignored } = decode(type, record.value);
      if (ignored.length > 0)
        logger.warn({ event_id: event.event_id, ignored }, 'invalid optional fields were ignored');
      return event;
    } catch (error) {
      if (!(error instanceof EventError)) throw error;
      park(record, error.code, error.message);
      return null;
    }
  }

  /** There is room as long as one channel has some: a provider that is down must not hold up the other. */
  async function room(): Promise<void> {
    const all = [...outlets.values()];
    while (all.length > 0 && all.every(({ slots }) => slots.waiting >= options.slots)) {
      await Promise.race(all.map(({ slots }) => slots.changed()));
    }
  }

  /** Starts no hand-over, and waits for those in progress to be recorded, reported and finished. */
  async function drain(signal: AbortSignal): Promise<void> {
    const all = [...outlets.values()].map(({ slots }) => slots);
    for (const slots of all) slots.pause();
    try {
      const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      await untilFree(all, signal);
      await Promise.race([aborted, reporter.idle()]);
      await new Promise((resolve) => setImmediate(resolve)); // whoever waited for those reports now finishes its record
    } finally {
      if (!stopped) for (const slots of all) slots.resume();
    }
  }

  let stopped = false;
  const reader = options.log.subscribe({
    group: consumerGroup,
    topics: consumedTopics,
    drainMs: options.drainMs,
    ...(options.maxBytes !== undefined && { maxBytes: options.maxBytes }),
    onNotice: options.onNotice,
    drain,
    async take(records) {
      try {
        for (const { topic } of records) metrics.consumed.inc({ topic });
        await takeCreated(records.filter(({ topic }) => topic === CREATED));
        await takeRetries(records.filter(({ topic }) => topic === RETRY));
        await room();
      } catch (error) {
        if (!stopped) options.onFatal(error); // these records stay unfinished, and come again after a restart
      }
    },
  });

  return {
    get connected() {
      return reader.connected;
    },
    async [Symbol.asyncDispose]() {
      stopped = true;
      await reader[Symbol.asyncDispose]();
    },
  };
}

function isUnstorable(error: unknown): boolean {
  return error instanceof LedgerError && error.code === 'DATA';
}
