/** The notifier, built in the order of the flow: appointment events in, messages out, delivery events out. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type LogNotice, openEventLog, startTopicCreation, watchReachability } from '@belltower/event-log';
import type { ChannelName } from '@belltower/events';
import { openTracer } from '@belltower/support/traces';
import type { Logger } from 'pino';
import type { Outlet } from './channel/channel-runtime.ts';
import { openOutlets } from './channel/open-channels.ts';
import { untilFree } from './channel/slots.ts';
import type { Config } from './config.ts';
import { createDeliver } from './delivery/deliver.ts';
import { createAlarms } from './delivery/timers.ts';
import { createFaults, type Faults } from './faults.ts';
import { listen } from './http.ts';
import { consumedTopics, consumerGroup, startConsumer } from './intake/consumer.ts';
import { openLedger } from './ledger/open-ledger.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createReporter } from './report/report.ts';

/** A running notifier. Disposing it drains: it takes no more, and waits, within limits, for what is in progress. */
export interface Notifier extends AsyncDisposable {
  readonly port: number;
}

const DAY_MS = 86_400_000;
/** A log that does not answer must not hold up the other metrics. */
const LAG_LIMIT_MS = 2_000;
const READING_LOOK_MS = 1_000;

/** What a notifier's process gives it. */
export interface NotifierOptions {
  readonly logger: Logger;
  /** Ends a start that still waits for its database. */
  readonly signal?: AbortSignal;
  /** Told if it cannot go on by itself: it should be ended and started anew. */
  onFatal(error: unknown): void;
  /** How long the lines about a part that is at fault are apart at least, in milliseconds. @default 60_000 */
  readonly faultLinesEveryMs?: number | undefined;
}

/**
 * Starts the notifier; resolves when it is ready. While its database cannot be reached it goes on trying; a log that
 * cannot be reached holds up nothing here.
 */
export async function startNotifier(
  config: Config,
  { logger, signal, onFatal, faultLinesEveryMs }: NotifierOptions,
): Promise<Notifier> {
  await using started = new AsyncDisposableStack();
  const { policy } = config;
  const metrics = createMetrics();
  const faults = createFaults(logger, metrics, faultLinesEveryMs);
  const stopping = new AbortController();
  const cutting = new AbortController();

  const tracer = started.use(
    await openTracer({
      endpoint: config.tracesEndpoint,
      service: 'belltower-notifier',
      onProblem: (error, dropped) => logger.warn({ err: error, dropped }, 'traces cannot be sent'),
    }),
  );
  const log = started.use(openEventLog(config.eventLog));
  started.use(startTopicCreation(log, config.topics, logger));

  const ledger = started.use(await openLedger(config, { logger, fault: faults.ledger, signal }));
  const reporter = started.use(
    createReporter(log, {
      failed: (what, error) => faults[what].failed(error),
      written(what, records) {
        metrics.produced.inc(records);
        faults[what].worked();
      },
    }),
  );
  const outlets = openOutlets(config, started, logger);
  const alarms = started.use(createAlarms());
  // disposed in this order: waits end, hand-overs in progress are cut, and their outcomes recorded
  started.defer(() => cutInProgress(outlets, cutting, policy.drainMs));
  started.defer(() => stopping.abort());

  const deliver = createDeliver({
    ledger,
    reporter,
    outlets,
    alarms,
    policy: policy.retry,
    sendDeadlineMs: policy.sendDeadlineMs,
    unexpectedLimit: policy.unexpectedLimit,
    bounds: config.bounds,
    suppressForMs: policy.suppressForMs,
    log: logger,
    metrics,
    tracer,
    faults,
    stopping: stopping.signal,
    cutting: cutting.signal,
  });
  const consumer = started.use(
    startConsumer({
      log,
      ledger,
      reporter,
      outlets,
      deliver,
      retentionMs: config.retentionDays * DAY_MS,
      slots: config.slots,
      maxBytes: config.maxUnfinishedBytes,
      drainMs: policy.drainMs,
      logger,
      metrics,
      onNotice: (notice) => logNotice(notice, { logger, metrics, faults, onFatal }),
      onFatal,
    }),
  );
  // a log that is quiet after an interruption says nothing of itself
  const readingAgain = setInterval(() => consumer.connected && faults.reading.worked(), READING_LOOK_MS);
  started.defer(() => clearInterval(readingAgain));

  const reachability = started.use(watchReachability(log, consumedTopics[0]));
  const eventLogUp = () => consumer.connected && reachability.up;
  metrics.watch({
    outlets,
    waiting: () => alarms.size,
    reports: () => reporter.size,
    eventLogUp,
    async lag() {
      if (!eventLogUp()) return null;
      const late = sleep(LAG_LIMIT_MS, null, { ref: false });
      const lags = consumedTopics.map(async (topic) => {
        const positions = await log.positions(topic, consumerGroup);
        const behind = positions.reduce((sum, { start, end, committed }) => sum + end - (committed ?? start), 0);
        return [topic, behind] as const;
      });
      return await Promise.race([late, Promise.all(lags).then((known) => new Map(known))]).catch(() => late);
    },
  });

  const http = started.use(
    await listen({
      host: config.host,
      port: config.port,
      metrics,
      readiness: () => ({
        database: ledger.connected ? 'up' : 'down',
        eventLog: eventLogUp() ? 'up' : 'down',
      }),
      callbacks:
        config.sms === null || config.publicUrl === null
          ? null
          : {
              ledger,
              reporter,
              authTokens: [config.sms.authToken, config.sms.previousAuthToken].filter((token) => token != null),
              breaker: outlets.get('sms')?.breaker ?? null,
              publicUrl: config.publicUrl,
              timeoutMs: policy.callbackMs,
              log: logger,
              metrics,
            },
    }),
  );
  logger.info({ port: http.port, channels: [...outlets.keys()] }, 'notifier started');

  const own = started.move();
  return { port: http.port, [Symbol.asyncDispose]: () => own.disposeAsync() };
}

/** Ends the hand-overs that a drain did not wait for; waits until what they ended with is recorded. */
async function cutInProgress(
  outlets: ReadonlyMap<ChannelName, Outlet>,
  cutting: AbortController,
  limitMs: number,
): Promise<void> {
  cutting.abort();
  const all = [...outlets.values()].map(({ slots }) => slots);
  await untilFree(all, AbortSignal.timeout(limitMs));
}

function logNotice(
  notice: LogNotice,
  {
    logger,
    metrics,
    faults,
    onFatal,
  }: Pick<NotifierOptions, 'logger' | 'onFatal'> & {
    readonly metrics: Metrics;
    readonly faults: Faults;
  },
): void {
  switch (notice.kind) {
    case 'assigned':
      logger.info(notice, 'partitions assigned');
      break;
    case 'interrupted':
      faults.reading.failed(notice.error);
      break;
    case 'lost':
      metrics.lost.inc({ topic: notice.topic }, Math.max(0, notice.to - notice.from));
      logger.error({ ...notice, alarm: true }, 'events were removed before they were read');
      break;
    case 'undecodable':
      metrics.stopped.add(notice);
      logger.error(
        { ...notice, alarm: true },
        notice.skipped
          ? 'a batch that cannot be decoded is passed by, as KAFKA_SKIP asks'
          : 'a batch cannot be decoded: its partition is not read on',
      );
      break;
    case 'span-full':
      logger.error({ ...notice, alarm: true }, 'too much is unfinished: reading waits');
      break;
    case 'bytes-full':
      logger.error({ ...notice, alarm: true }, 'what is unfinished holds all the memory that it may: reading waits');
      break;
    case 'stalled':
      onFatal(new Error(`nothing was read of ${notice.topic} for ${notice.silentMs} ms, though there is more`));
  }
}
