/** The notifier, built in the order of the flow: appointment events in, messages out, delivery events out. */
import { setMaxListeners } from 'node:events';
import { openEventLog, startTopicCreation, watchReachability } from '@belltower/event-log';
import { type ChannelName, catalogue } from '@belltower/events';
import { openTracer } from '@belltower/support/traces';
import type { Logger } from 'pino';
import { callbackOptionsOf } from './callbacks/callback-options.ts';
import { findAccounts } from './channel/accounts.ts';
import { type ChannelRuntime, untilIdle } from './channel/channel-runtime.ts';
import { accountsOf } from './channel/choose-account.ts';
import { openChannels } from './channel/open-channels.ts';
import type { Config } from './config.ts';
import { createDeliveryRunner } from './delivery/run-delivery.ts';
import { createTimers } from './delivery/timers.ts';
import { createFaults } from './faults.ts';
import { listen } from './http.ts';
import { startConsumer } from './intake/consumer.ts';
import { lagOf } from './intake/lag.ts';
import { openLedger } from './ledger/open-ledger.ts';
import { createLogNotice } from './log-notice.ts';
import { createMetrics } from './metrics.ts';
import { createReporter } from './report/reporter.ts';

/** A running notifier. Disposing it drains: it takes no more, and waits, within limits, for what is in progress. */
export interface Notifier extends AsyncDisposable {
  readonly port: number;
  /** The port of `/readyz` and `/metrics`, where they have one of their own. */
  readonly metricsPort: number | null;
}

const DAY_MS = 86_400_000;
const READING_CHECK_MS = 1_000;

/** What a notifier's process gives it. */
export interface NotifierOptions {
  readonly logger: Logger;
  /** Ends a start that still waits for its database. */
  readonly signal?: AbortSignal;
  /** Called if it cannot go on by itself: it should be ended and started again. */
  onFatal(error: unknown): void;
  /** How long the log lines about a part that is at fault are apart at least, in milliseconds. @default 60_000 */
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
  const accounts = await findAccounts(config);
  const metrics = createMetrics();
  const faults = createFaults(logger, metrics, faultLinesEveryMs);
  const stopping = new AbortController();
  const cutting = new AbortController();
  setMaxListeners(0, stopping.signal, cutting.signal); // each delivery that waits, and each send, listens

  const tracer = started.use(
    await openTracer({
      endpoint: config.tracesEndpoint,
      service: 'belltower-notifier',
      onProblem: (error, dropped) => logger.warn({ err: error, dropped }, 'traces cannot be sent'),
    }),
  );
  const onNotice = createLogNotice({ logger, metrics, fault: faults.reading, onFatal });
  const log = started.use(openEventLog(config.eventLog, onNotice));
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
  const channels = await openChannels(accounts, config, started, logger);
  const timers = started.use(createTimers());
  // disposed in this order: waits end, sends in progress are cut, and their outcomes recorded
  started.defer(() => cutSends(channels, cutting, policy.drainMs));
  started.defer(() => stopping.abort());

  const runner = createDeliveryRunner({
    ledger,
    reporter,
    channels,
    timers,
    policy: policy.retry,
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
      channels,
      runner,
      retentionMs: config.retentionDays * DAY_MS,
      maxWaiting: config.maxWaiting,
      maxBytes: config.maxUnfinishedBytes,
      drainMs: policy.drainMs,
      changesEveryMs: policy.changesEveryMs,
      logger,
      metrics,
      onNotice,
      onFatal,
    }),
  );
  // a log that is quiet after an interruption gives no sign that it is read again
  const readingCheck = setInterval(() => consumer.connected && faults.reading.worked(), READING_CHECK_MS);
  started.defer(() => clearInterval(readingCheck));

  const reachability = started.use(watchReachability(log, catalogue['appointments.created'].topic));
  const eventLogUp = () => consumer.connected && reachability.up;
  metrics.watch({
    channels,
    waiting: () => timers.size,
    reports: () => reporter.size,
    eventLogUp,
    lag: async () => (eventLogUp() ? await lagOf(log) : null),
  });

  const http = started.use(
    await listen({
      host: config.host,
      port: config.port,
      metricsPort: config.metricsPort,
      metrics,
      readiness: () => ({
        database: ledger.connected ? 'up' : 'down',
        eventLog: eventLogUp() ? 'up' : 'down',
      }),
      callbacks: callbackOptionsOf(accounts, channels, {
        ledger,
        reporter,
        publicUrl: config.publicUrl,
        suppressForMs: policy.suppressForMs,
        timeoutMs: policy.callbackMs,
        log: logger,
        metrics,
      }),
    }),
  );
  logger.info(
    { port: http.port, metricsPort: http.metricsPort ?? undefined, channels: [...channels.keys()] },
    'notifier started',
  );

  const own = started.move();
  return { port: http.port, metricsPort: http.metricsPort, [Symbol.asyncDispose]: () => own.disposeAsync() };
}

/** Aborts the sends that a drain did not wait for; resolves when their outcomes are recorded. */
async function cutSends(
  channels: ReadonlyMap<ChannelName, ChannelRuntime>,
  cutting: AbortController,
  limitMs: number,
): Promise<void> {
  cutting.abort();
  await untilIdle([...channels.values()].flatMap(accountsOf), AbortSignal.timeout(limitMs));
}
