/** The whole server, in the order in which a booking flows through it. */
import type { AddressInfo } from 'node:net';
import { openEventLog, startTopicCreation, watchReachability } from '@belltower/event-log';
import { catalogue } from '@belltower/events';
import { limitFaultLines } from '@belltower/support/faults';
import { openTracer } from '@belltower/support/traces';
import type { Logger } from 'pino';
import { createChanges } from './appointments/change-appointment.ts';
import { createChangeInput } from './appointments/change-input.ts';
import { createAppointments } from './appointments/create-appointment.ts';
import { findBooked } from './appointments/insert-appointments.ts';
import { createAppointmentInput } from './appointments/new-appointment.ts';
import { startQuotaSweep } from './appointments/quota-sweep.ts';
import { reminderDueEvents } from './appointments/reminder-due.ts';
import { tryInsert } from './appointments/try-insert.ts';
import { createWriteBatch } from './appointments/write-batch.ts';
import { createAddressOf } from './auth/addresses.ts';
import { guestPages } from './auth/guest-links.ts';
import { createGuestTokens } from './auth/guest-tokens.ts';
import { createOriginCheck } from './auth/origins.ts';
import { createProvider, providerOriginsOf } from './auth/provider.ts';
import { createRateLimit } from './auth/rate.ts';
import { createServerKeys } from './auth/server-keys.ts';
import { startDiscovery } from './auth/start-discovery.ts';
import { guardTokens } from './auth/token-guard.ts';
import { createTokens } from './auth/tokens.ts';
import type { Config } from './config.ts';
import { openDatabase } from './db/database.ts';
import { createWriteProbe } from './db/write-probe.ts';
import { createRetries } from './deliveries/retry-deliveries.ts';
import { createRetryInput } from './deliveries/retry-input.ts';
import { startRollup } from './deliveries/rollup.ts';
import { startSearchIndex } from './deliveries/search-index.ts';
import { createCursorKeys } from './feed/cursor-keys.ts';
import { createFeed } from './feed/feed.ts';
import { createHub } from './feed/hub.ts';
import { createSchema } from './graphql/schema.ts';
import { createRequestCheck } from './graphql/validation/check-request.ts';
import { createDocumentCache } from './graphql/validation/documents.ts';
import { createTurns } from './graphql/validation/turns.ts';
import type { InputRules } from './graphql/validation/variable-issues.ts';
import { createHttp } from './http.ts';
import { serveLive } from './live/sockets.ts';
import { createMetrics, type Gauges } from './metrics.ts';
import { listenForOperations } from './operations.ts';
import { createBacklog } from './outbox/backlog.ts';
import { startRelay } from './outbox/relay.ts';
import { notifyLeader } from './outbox/session.ts';
import { startProjection } from './projection/projection.ts';
import { startRetention } from './projection/retention.ts';
import { readinessOf } from './readiness.ts';
import { startReemission } from './reemission/reemit.ts';
import { startScheduler } from './reminders/scheduler.ts';
import { tables } from './tables.ts';

/** Connects that the system holds until we take them: a herd that comes back at once. Node's default is 511. */
const CONNECTS_WAITING = 4_096;

/** A running server. Disposing it stops taking work, finishes what is in flight, and releases everything. */
export interface RunningServer extends AsyncDisposable {
  /** The port it listens on. */
  readonly port: number;
  /** The port of `/readyz` and `/metrics`, where they have one of their own. */
  readonly metricsPort: number | null;
}

/** What the server reports to its process. */
export interface ServerEvents {
  /** It cannot go on: end the process, so that its supervisor starts it again. */
  onStalled(silentMs: number): void;
  /** How long warnings about one fault are apart at least, in milliseconds. @default 60_000 */
  readonly faultLinesEveryMs?: number;
}

/**
 * Starts everything. It listens at once; the database and the event log may come later, and `/readyz` says so.
 *
 * @throws when the port cannot be had
 */
export async function startServer(config: Config, logger: Logger, events: ServerEvents): Promise<RunningServer> {
  await using started = new AsyncDisposableStack();
  const { log } = started.use(limitFaultLines(logger, { everyMs: events.faultLinesEveryMs }));
  let gauges: Gauges | null = null;
  const metrics = createMetrics(() => gauges);

  const tracer = started.use(
    await openTracer({
      endpoint: config.tracesEndpoint,
      service: 'belltower-server',
      onProblem: (error, dropped) => log.warn({ err: error, dropped }, 'traces cannot be sent'),
    }),
  );
  const db = started.use(
    openDatabase(
      {
        url: config.database.url,
        ...tables,
        connections: config.database.connections,
        statementTimeoutMs: config.database.statementTimeoutMs,
        name: 'belltower server',
      },
      log,
    ),
  );
  const eventLog = started.use(
    openEventLog(config.eventLog, (notice) => {
      if (notice.kind !== 'retention-failed') return;
      log.error({ alarm: true, err: notice.error }, 'old records of the event log could not be removed');
    }),
  );
  started.use(startTopicCreation(eventLog, config.topics, log));
  const reachability = started.use(watchReachability(eventLog, catalogue['notifications.status'].topic));

  const relay = started.use(
    startRelay({
      databaseUrl: config.database.directUrl,
      statementTimeoutMs: config.database.statementTimeoutMs,
      ready: db.ready,
      eventLog,
      log,
      tracer,
      onPublished: (records) => metrics.published.inc(records),
      onPoison: () => metrics.poison.inc(),
      notifyLeader: () => notifyLeader(db.fork()),
    }),
  );
  const writes = createWriteBatch({ fork: db.fork, onCommitted: relay.wake });
  const writeProbe = createWriteProbe({
    tryWrite: () => tryInsert(db.fork()),
    onChange: (now, error) =>
      now === 'writable'
        ? log.info('bookings can be written again')
        : log.warn({ err: error, database: now }, 'bookings cannot be written'),
  });
  const readKeys = createServerKeys(db);
  const guestTokens = createGuestTokens(readKeys);
  const { smsCountries, defaultCountry, referencePrefix } = config;
  const guestsMayCancel = config.guests.mayCancel;
  const eventSettings = async () => ({ referencePrefix, pagesOf: await guestPages(config.guests, readKeys) });
  const rules = { channels: config.channels, smsCountries, defaultCountry, now: () => new Date() };
  const input = createAppointmentInput(rules);
  const turns = createTurns();
  const appointments = createAppointments({
    writes,
    findBooked: (sub, key) => findBooked(db.fork(), sub, key),
    input,
    inTurn: turns.run,
    log,
    onOutcome(outcome) {
      metrics.appointments.inc({ outcome });
      if (outcome === 'failed') writeProbe.doubt();
    },
    quotas: config.quotas,
    reminders: config.reminders,
    onPlanned: (reminders) => metrics.reminders.inc({ outcome: 'planned' }, reminders),
    eventSettings,
    onLimited: (limit) => metrics.appointmentsRefused.inc({ limit }),
  });
  const changeInput = createChangeInput(rules);
  const changes = createChanges({
    fork: db.fork,
    input: changeInput,
    inTurn: turns.run,
    rules: { ...rules, guestsMayCancel },
    reminders: config.reminders,
    quotas: config.quotas,
    eventSettings,
    log,
    onCommitted(planned) {
      metrics.reminders.inc({ outcome: 'planned' }, planned);
      relay.wake();
    },
    onOutcome(outcome) {
      metrics.changes.inc({ outcome });
      if (outcome === 'failed') writeProbe.doubt();
    },
    onLimited: (limit) => metrics.appointmentsRefused.inc({ limit }),
  });
  const scheduler = started.use(
    startScheduler({
      db,
      log,
      leads: () => relay.state === 'leading',
      pollMs: config.reminderPollMs,
      eventsOf: async (tx, reminders) =>
        reminderDueEvents(tx, reminders, { ...(await eventSettings()), quotas: config.quotas }),
      onEmitted({ due, skipped }) {
        metrics.reminders.inc({ outcome: 'due' }, due);
        metrics.reminders.inc({ outcome: 'skipped' }, skipped);
        relay.wake();
      },
      onFailure: () => metrics.reminderFailures.inc(),
    }),
  );
  started.use(startQuotaSweep({ db, log }));
  const retryInput = createRetryInput({ smsCountries });
  const retries = createRetries({
    fork: db.fork,
    log,
    input: retryInput,
    onCommitted(requested) {
      metrics.retries.inc(requested);
      relay.wake();
    },
  });
  started.use(
    startReemission({
      db,
      log,
      leads: () => relay.state === 'leading',
      policy: config.reemission,
      eventSettings,
      onReemitted(events) {
        metrics.reemitted.inc(events);
        relay.wake();
      },
      onRefused: (events) => metrics.refused.inc(events),
    }),
  );

  const hub = createHub();
  const projection = started.use(
    startProjection({
      db,
      eventLog,
      hub,
      log,
      tracer,
      onProjected: (records) => metrics.projected.inc(records),
      onPoison() {
        metrics.poison.inc();
        relay.wake();
      },
      onNewEpoch: () => metrics.newEpochs.inc(),
      onNotice: metrics.stopped.add,
      onLost: (records) => metrics.lost.inc({ topic: 'notifications.status' }, records),
      onStalled: events.onStalled,
    }),
  );
  started.use(startSearchIndex({ db, log }));
  started.use(startRollup({ db, log }));
  started.use(startRetention({ db, days: config.historyRetentionDays, log }));
  const feed = createFeed({
    db,
    eventLog,
    hub,
    keys: createCursorKeys(readKeys),
    onResume: (result) => metrics.resumes.inc({ result }),
  });

  const schema = createSchema();
  const rate = createRateLimit(config.rate.perSecond, config.rate.burst);
  const { messages } = config;
  const reminderRules = config.reminders.rules;
  const services = {
    db,
    appointments,
    changes,
    retries,
    feed,
    rate,
    defaultCountry,
    messages,
    referencePrefix,
    guestsMayCancel,
    eventSettings,
    reminderRules,
  };
  const provider = config.tokens.kind === 'provider' ? createProvider(config.tokens.provider) : null;
  if (provider !== null) started.use(startDiscovery(provider, log));
  const { perSecond, burst } = config.refusedTokens;
  const tokens = guardTokens(
    createTokens(config.tokens, config.guests.mayView ? guestTokens : null, provider),
    createRateLimit(perSecond, burst),
  );
  const inputRules: InputRules = {
    CreateAppointmentInput: input.issues,
    RescheduleAppointmentInput: (given) => changeInput.issues('rescheduled', given),
    CancelAppointmentInput: (given) => changeInput.issues('cancelled', given),
    RetryDeliveryInput: retryInput.issues,
  };
  const documents = createDocumentCache({ schema, limits: config.documents, introspection: config.introspection });
  const check = createRequestCheck({ schema, documents, inputRules, limits: config.documents, turns });
  let stopping = false;
  const operations = {
    metrics,
    async readiness() {
      const database = stopping || !db.migrated ? 'down' : await writeProbe.check();
      return readinessOf({ stopping, database, eventLogUp: reachability.up, feed: projection });
    },
  };
  const { host, metricsPort } = config;
  const ownPort =
    metricsPort === null ? null : started.use(await listenForOperations({ host, port: metricsPort }, operations));
  const http = await createHttp({
    ...config,
    ...operations,
    schema,
    check,
    turns,
    services,
    tokens,
    tokenConfig: config.tokens,
    providerOrigins: () => providerOriginsOf(config.signIn, provider),
    rate,
    log,
    tracer,
  });
  started.defer(() => http.close());
  const live = serveLive({
    server: http.server,
    schema,
    check,
    services,
    feed,
    tokens,
    rate,
    limits: config.live,
    mayConnect: createOriginCheck(config.allowedOrigins),
    addressOf: createAddressOf(config.trustedProxies),
    log,
    tracer,
    onEnded: (reason) => metrics.socketsEnded.inc({ reason }),
    onOverflow: () => metrics.overflows.inc(),
  });
  started.defer(async () => {
    stopping = true;
    await live.drain(config.drainMs);
  });

  gauges = {
    outbox: createBacklog(db),
    feedLag: () => projection.lag,
    feedStalledSeconds: () => projection.stalledMs / 1_000,
    sockets: () => live.sockets,
    subscriptions: () => live.subscriptions,
    feedListeners: () => hub.subscribers,
    remindersBehindSeconds: () => scheduler.behindMs / 1_000,
    relayLeads: () => relay.state === 'leading',
    eventLogUp: () => projection.state === 'reading' && reachability.up,
  };
  await http.listen({ host, port: config.port, backlog: CONNECTS_WAITING });
  const { port } = http.server.address() as AddressInfo; // a server that listens on a port has one
  log.info({ host, port, ...(ownPort !== null && { metricsPort: ownPort.port }) }, 'the server listens');
  const owned = started.move();
  return { port, metricsPort: ownPort?.port ?? null, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
