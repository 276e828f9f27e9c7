/**
 * Promise: every series that an alert reads is there from the start, at 0. A series that begins at 1 hides its first
 * increase, so that the first loss would page no one. A counter with labels is made with `labelled`, which names all
 * values of its label. `e2e/src/operation/metrics.test.ts` holds alerts and dashboard against what a fresh process exposes, and
 * `dev/src/repository/alerts.test.ts` runs a case that fires and one that does not for each alert.
 */
import { createStoppedPlaces, type StoppedPlaces } from '@belltower/event-log';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { changeOutcomes } from './appointments/change-appointment.ts';
import { quotaKinds } from './appointments/quota.ts';
import type { Backlog } from './outbox/backlog.ts';

/** What is counted as it happens. */
export interface Metrics {
  readonly registry: Registry;
  readonly published: Counter;
  readonly reemitted: Counter;
  readonly refused: Counter;
  readonly retries: Counter;
  readonly reminders: Counter<'outcome'>;
  readonly reminderFailures: Counter;
  readonly projected: Counter;
  readonly poison: Counter;
  readonly newEpochs: Counter;
  readonly lost: Counter<'topic'>;
  readonly appointments: Counter<'outcome'>;
  readonly changes: Counter<'outcome'>;
  readonly appointmentsRefused: Counter<'limit'>;
  readonly resumes: Counter<'result'>;
  readonly overflows: Counter;
  readonly socketsEnded: Counter<'reason'>;
  readonly requests: Histogram<'method' | 'status'>;
  /** Where reading the log has stopped. */
  readonly stopped: StoppedPlaces;
}

/** What is sampled at each scrape. */
export interface Gauges {
  /** Read by two gauges of one scrape at once. */
  outbox(): Promise<Backlog>;
  feedLag(): number;
  feedStalledSeconds(): number;
  sockets(): number;
  subscriptions(): number;
  feedListeners(): number;
  remindersBehindSeconds(): number;
  relayLeads(): boolean;
  eventLogUp(): boolean;
}

/** The statuses that the share of failed requests is computed from; others come when they are first answered. */
const SERVED = ['200', '500', '503'];

/** Makes the metrics of one server. */
export function createMetrics(gauges: () => Gauges | null): Metrics {
  const registry = new Registry();
  // sample the event loop's delay ten times a second: the default, a hundred times, keeps an idle process awake
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  const registers = [registry];
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  /** With every value from the start: a series that begins above 0 hides its first increase. */
  const labelled = <Label extends string>(name: string, help: string, label: Label, values: readonly string[]) => {
    const made = new Counter<string>({ name, help, labelNames: [label], registers });
    for (const value of values) made.inc({ [label]: value }, 0);
    return made;
  };
  const gauge = (name: string, help: string, read: (from: Gauges) => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const from = gauges();
        if (from !== null) this.set(read(from));
      },
    });
  gauge('server_feed_lag_records', 'Status records known to be in the log and not projected', (from) => from.feedLag());
  gauge(
    'server_feed_stalled_seconds',
    'For how long no status was projected though the log has more; 0 while the feed moves or has read everything',
    (from) => from.feedStalledSeconds(),
  );
  gauge('server_sockets', 'Open WebSockets', (from) => from.sockets());
  gauge('server_subscriptions', 'Open subscriptions to the feed', (from) => from.subscriptions());
  gauge('server_feed_listeners', 'Streams that changes are routed to: 0 once all clients are gone', (from) =>
    from.feedListeners(),
  );
  gauge(
    'server_reminders_behind_seconds',
    'For how long the instance that emits reminders has not looked for those that are due; 0 on the others',
    (from) => from.remindersBehindSeconds(),
  );
  gauge('server_relay_leads', '1 while this instance moves the outbox', (from) => Number(from.relayLeads()));
  gauge('server_event_log_up', '1 while the event log can be read', (from) => Number(from.eventLogUp()));
  const ofOutbox = (name: string, help: string, read: (backlog: Backlog) => number) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        const from = gauges();
        if (from !== null) this.set(read(await from.outbox()));
      },
    });
  ofOutbox('server_outbox_oldest_seconds', 'Age of the oldest entry', ({ oldestSeconds }) => oldestSeconds);
  ofOutbox('server_outbox_entries', 'Events that are committed and not yet published', ({ entries }) => entries);
  const stopped = createStoppedPlaces();
  new Gauge({
    name: 'event_log_undecodable_position',
    help: 'Where a partition is not read on, because a batch cannot be decoded',
    labelNames: ['topic', 'partition'],
    registers,
    collect() {
      this.reset();
      for (const { topic, partition, position } of stopped.now()) this.set({ topic, partition }, position);
    },
  });
  return {
    registry,
    stopped,
    published: counter('server_events_published_total', 'Events acknowledged by the log'),
    reemitted: counter('server_events_reemitted_total', 'Events that were not picked up and went out again'),
    refused: counter('server_events_refused_total', 'Stored events that their contract refuses now: not emitted again'),
    reminders: labelled('server_reminders_total', 'Reminders, by what became of them', 'outcome', [
      ...['planned', 'due', 'skipped'],
    ]),
    reminderFailures: counter('server_reminder_failures_total', 'Times that reminders could not be emitted'),
    retries: counter('server_retries_requested_total', 'Retries that were requested'),
    projected: counter('server_records_projected_total', 'Status records projected'),
    poison: counter(
      'server_dead_letters_total',
      'Status records that could not be taken, and events that the log refuses: all parked',
    ),
    newEpochs: counter(
      'server_feed_epochs_total',
      'Times the feed went on in another epoch: the log was another one, or rebuilt',
    ),
    lost: labelled(
      'events_lost_to_retention_total',
      'Records that were gone before they were read, by topic',
      'topic',
      ['notifications.status'],
    ),
    appointments: labelled('server_bookings_total', 'Bookings, by outcome', 'outcome', [
      ...['inserted', 'repeated', 'conflict', 'failed'],
    ]),
    changes: labelled('server_changes_total', 'Moves and cancellations, by outcome', 'outcome', changeOutcomes),
    appointmentsRefused: labelled(
      'server_bookings_refused_total',
      'Bookings and changes beyond a limit, by the limit',
      'limit',
      [...quotaKinds, 'country'],
    ),
    resumes: labelled('server_resumes_total', 'Subscriptions begun with a cursor, by what became of it', 'result', [
      ...['resumed', 'cursor_expired', 'cursor_invalid', 'not_found', 'failed'],
    ]),
    overflows: counter('server_overflows_total', 'Sockets closed because their readers were too slow'),
    socketsEnded: labelled('server_sockets_ended_total', 'WebSockets that ended, by reason', 'reason', [
      ...['closed', 'lost', 'restart', 'refused', 'overload', 'protocol'],
    ]),
    requests: createRequests(registers),
  };
}

function createRequests(registers: Registry[]): Metrics['requests'] {
  const requests = new Histogram({
    name: 'server_http_request_seconds',
    help: 'HTTP requests, by method and status',
    labelNames: ['method', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  });
  for (const status of SERVED) requests.zero({ method: 'POST', status });
  return requests;
}
