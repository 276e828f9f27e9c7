/**
 * Takes events from the log and sees each of them to its end.
 *
 * Promise: a record is finished only when every delivery it requests is terminal and the log has acknowledged the
 * report of it; what cannot be read is finished only when its dead letter is acknowledged.
 *
 * Order is kept per appointment and channel: a delivery that waits for its next attempt holds back the later events of
 * the same appointment on the same channel, and nothing else. A newer event of its appointment ends that wait: what is old is not sent.
 */
import type { EventLog, GroupRecord, LogNotice, Reader } from '@belltower/event-log';
import { type ChannelName, catalogue, channelNames } from '@belltower/events';
import type { Logger } from 'pino';
import { type ChannelRuntime, untilIdle } from '../channel/channel-runtime.ts';
import { accountsOf } from '../channel/choose-account.ts';
import { consumedTopics } from '../consumed-topics.ts';
import { type DeliveryRun, startRun } from '../delivery/delivery-run.ts';
import type { DeliveryRunner } from '../delivery/run-delivery.ts';
import type { KnownEvent, Ledger } from '../ledger/ledger.ts';
import { isOutdated, type Newest } from '../ledger/newest.ts';
import type { Metrics } from '../metrics.ts';
import { type Reporter, ReporterDisposed } from '../report/reporter.ts';
import { watchChanges } from './change-watch.ts';
import { createLanes } from './lanes.ts';
import { createDeliveryLoader } from './load-deliveries.ts';
import { createRecordReader, type ReadEvent } from './read-records.ts';
import { createEventRecorder } from './record-event.ts';

const RETRY = catalogue['notifications.retry-requested'].topic;

/** The group of all notifiers together. */
export const consumerGroup = 'notifier';

/** What consuming needs. */
export interface ConsumerOptions {
  readonly log: EventLog;
  readonly ledger: Ledger;
  readonly reporter: Reporter;
  readonly channels: ReadonlyMap<ChannelName, ChannelRuntime>;
  readonly runner: DeliveryRunner;
  /** Older events are parked: what became of them is forgotten. */
  readonly retentionMs: number;
  /** A channel has room as long as fewer deliveries than this wait for its limit. */
  readonly maxWaiting: number;
  readonly drainMs: number;
  /** How often the changes that other notifiers recorded are looked for, while anything waits. */
  readonly changesEveryMs: number;
  /** The most that unfinished records may hold in sum, in bytes: beyond it reading waits. @default the log's */
  readonly maxBytes?: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  onNotice(notice: LogNotice): void;
  /** Records could not be taken, for a reason that waiting does not cure: end the process, they will come again. */
  onFatal(error: unknown): void;
}

/** Starts reading. Disposing it stops taking, and waits, within `drainMs`, for the sends in progress. */
export function startConsumer(options: ConsumerOptions): Reader {
  const { ledger, reporter, runner, metrics, logger } = options;
  const channels = [...options.channels.values()].map(accountsOf);
  const accounts = channels.flat();
  const deliveries = createDeliveryLoader(ledger, logger);
  const records = createRecordReader({ ...options, park });
  const recordEvent = createEventRecorder(ledger, park);

  /** A record in progress, and how many of its deliveries are not terminal yet. */
  interface Work {
    finish(): void;
    left: number;
  }

  /** A delivery in progress; `ready`: whether its event is in the ledger. */
  interface Item {
    readonly run: DeliveryRun;
    readonly ready: Promise<boolean>;
    readonly work: Work;
  }

  const lanes = createLanes(async ({ run, ready, work }: Item) => {
    if (!(await ready)) return 'done';
    const outcome = await runner.run(run);
    if (typeof outcome === 'function') return outcome;
    if (outcome === 'done') void finish(run, work);
    return 'done'; // the next one of this lane goes on meanwhile: its reports reach the log after these
  });

  async function finish(run: DeliveryRun, work: Work): Promise<void> {
    try {
      await run.reportWritten;
    } catch (error) {
      // it stays unfinished, and comes again
      const { eventId, deliveryId } = run.planned;
      if (!(error instanceof ReporterDisposed)) {
        logger.error({ event_id: eventId, delivery_id: deliveryId, err: error }, 'a report could not be written');
      }
      return;
    }
    work.left -= 1;
    if (work.left === 0) work.finish();
  }

  function dispatch(record: GroupRecord, runs: readonly DeliveryRun[], ready: Promise<boolean>): void {
    const work = { finish: record.finish, left: runs.length };
    if (runs.length === 0) void ready.then((isRecorded) => isRecorded && record.finish());
    for (const run of runs) lanes.push(laneOf(run), { run, ready, work });
  }

  /**
   * Records an event, with the claims of those of its deliveries that can go at once, and dispatches them: in one turn, so
   * that a lane that was free for a claim still is. Resolves when it is recorded.
   */
  async function begin({ record, event }: ReadEvent): Promise<void> {
    const runs = deliveries.forEvent(record, event).map(startRun);
    const claims = runs.flatMap((run) => (lanes.isFree(laneOf(run)) ? (runner.claim(run) ?? []) : []));
    const settle = (known: KnownEvent | null) => {
      for (const run of runs) runner.recorded(run, known);
      if (known !== null && known.newest !== null) releaseOutdated(known.appointmentId, known.newest);
      return known !== null;
    };
    const recorded = recordEvent(record, event, claims).then(settle, (error: unknown) => {
      settle(null);
      throw error;
    });
    dispatch(
      record,
      runs,
      recorded.catch(() => false),
    );
    await recorded;
  }

  /** What a change made old waits no longer, for a later attempt or for those before it: it ends as skipped. */
  function releaseOutdated(appointmentId: string, newest: Newest): void {
    for (const channel of channelNames) {
      lanes.release(laneKeyOf(channel, appointmentId), ({ run }) => isOutdated(run.planned, newest));
    }
  }

  function park(record: GroupRecord, code: string, reason: string): void {
    logger.error(
      { topic: record.topic, partition: record.partition, position: record.position, code, reason },
      'a record was parked as a dead letter',
    );
    reporter
      .park(record, code, reason)
      .then(() => {
        metrics.deadLetters.inc({ topic: record.topic }); // once it is there: what comes again is parked again
        record.finish();
      })
      .catch(() => {}); // rejects only when the notifier ends: the record comes again
  }

  async function take(batch: readonly GroupRecord[]): Promise<void> {
    for (const { topic } of batch) metrics.consumed.inc({ topic });
    await Promise.all(records.readAppointmentEvents(batch.filter(({ topic }) => topic !== RETRY)).map(begin));
    for (const { record, request } of records.readRetryRequests(batch.filter(({ topic }) => topic === RETRY))) {
      const requested = await deliveries.forRetryRequest(record, request);
      dispatch(record, requested.map(startRun), READY);
    }
    await room();
  }

  /** There is room as long as one channel has some: a provider that is down must not hold up the other. */
  async function room(): Promise<void> {
    while (channels.length > 0 && channels.every((own) => sumOfWaiting(own) >= options.maxWaiting)) {
      await Promise.race(accounts.map(({ rate }) => rate.changed()));
    }
  }

  /** Starts no send, and waits for those in progress to be recorded, reported and finished. */
  async function drain(signal: AbortSignal): Promise<void> {
    for (const { rate } of accounts) rate.pause();
    try {
      const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      await untilIdle(accounts, signal);
      await Promise.race([aborted, reporter.idle()]);
      await new Promise((resolve) => setImmediate(resolve)); // what waited for those reports now finishes its record
    } finally {
      if (!stopped) for (const { rate } of accounts) rate.resume();
    }
  }

  const watch = watchChanges({
    ledger,
    isWaiting: () => lanes.pausing > 0,
    onChange: ({ appointmentId, newest }) => releaseOutdated(appointmentId, newest),
    everyMs: options.changesEveryMs,
  });

  let stopped = false;
  const reader = options.log.subscribe({
    group: consumerGroup,
    topics: consumedTopics,
    drainMs: options.drainMs,
    ...(options.maxBytes !== undefined && { maxBytes: options.maxBytes }),
    onNotice: options.onNotice,
    drain,
    async take(batch) {
      try {
        await take(batch);
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
      watch[Symbol.dispose]();
      await reader[Symbol.asyncDispose]();
    },
  };
}

const READY = Promise.resolve(true);

function laneOf({ planned: { channel, appointmentId } }: DeliveryRun): string {
  return laneKeyOf(channel, appointmentId);
}

/** What order is kept for. */
function laneKeyOf(channel: ChannelName, appointmentId: string): string {
  return `${channel}|${appointmentId}`;
}

function sumOfWaiting(accounts: readonly ChannelRuntime[]): number {
  return accounts.reduce((sum, { rate }) => sum + rate.standing().waiting, 0);
}
