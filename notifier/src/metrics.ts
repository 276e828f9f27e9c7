/**
 * Promise: every series that an alert reads is there from the start, at 0; see `server/src/metrics.ts`. A counter with
 * labels is made with the values that they take; one by channel begins in `watch`, where the channels in use are known.
 */
import { createStoppedPlaces } from '@belltower/event-log';
import {
  type ChannelName,
  channelNames,
  type DeliveryError,
  type DeliveryKind,
  type DeliveryStatus,
  deliveryErrorCodes,
  deliveryKinds,
} from '@belltower/events';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { consumedTopics } from './consumed-topics.ts';

/** What is counted, for Prometheus. */
export type Metrics = ReturnType<typeof createMetrics>;

/** How a send ended, as `notifier_attempts_total` has it. */
export const sendResults = ['accepted', 'refused', 'in-doubt'] as const;
export type SendResult = (typeof sendResults)[number];

/** What the gauges of a channel show. */
interface WatchedChannel {
  readonly name: ChannelName;
  readonly rate: { standing(): { readonly inProgress: number; readonly waiting: number } };
  readonly provider: string;
  readonly breaker: { readonly state: { readonly kind: string } };
  readonly fallback?: WatchedChannel | null;
}

/** What is sampled when the metrics are read. */
export interface Watched {
  readonly channels: ReadonlyMap<ChannelName, WatchedChannel>;
  waiting(): number;
  reports(): number;
  eventLogUp(): boolean;
  /** How far the group is behind, by topic, in positions; null while that cannot be known. */
  lag(): Promise<ReadonlyMap<string, number> | null>;
}

/** Creates the notifier's metrics, in a registry of their own. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const channel = ['channel'] as const;
  // the delay of the event loop is sampled ten times a second: the default of a hundred wakes an idle process
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter<Label>({ name, help, labelNames: [...labelNames], registers });

  /** With every value from the start. */
  const labelled = <Label extends string>(name: string, help: string, label: Label, values: readonly string[]) => {
    const made = new Counter<string>({ name, help, labelNames: [label], registers });
    for (const value of values) made.inc({ [label]: value }, 0);
    return made;
  };

  const sent = counter('notifier_sent_total', 'Messages that a provider accepted', ['channel', 'kind']);
  const failed = counter('notifier_failed_total', 'Deliveries that failed', ['channel', 'kind', 'code']);
  const skipped = counter(
    'notifier_skipped_total',
    'Deliveries that a newer change of their appointment made pointless, and reminders that came too late',
    [...(['channel', 'kind', 'code'] as const)],
  );
  const retrying = counter('notifier_retrying_total', 'Failed attempts that will be retried', ['channel', 'code']);
  const attempts = counter('notifier_attempts_total', 'Sends, by the account that they went by', [
    ...(['channel', 'provider', 'outcome'] as const),
  ]);
  const failovers = counter('notifier_failovers_total', 'Messages that went on by the second account', channel);
  const maybeSent = counter('notifier_maybe_sent_total', 'Sends whose outcome is not known', channel);
  const refusalsToReview = counter('notifier_refusals_to_review_total', 'Refusals that staff should look at', channel);
  const repeats = counter('notifier_repeats_total', 'Deliveries found terminal when their event came again', channel);
  const retriesRequested = counter('notifier_retries_requested_total', 'Retries by staff that took effect', channel);
  const bookedToSentSeconds = new Histogram({
    name: 'notifier_booked_to_sent_seconds',
    help: 'Time from the event, such as the booking, to the acceptance by a provider; without retries that staff requested',
    labelNames: channel,
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200, 86_400],
    registers,
  });
  const sendSeconds = new Histogram({
    name: 'notifier_hand_over_seconds',
    help: 'Time that a provider took to answer a send',
    labelNames: channel,
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
    registers,
  });
  const beginChannel = (name: ChannelName) => {
    for (const kind of deliveryKinds) {
      sent.inc({ channel: name, kind }, 0);
      for (const code of [...deliveryErrorCodes, 'none']) failed.inc({ channel: name, kind, code }, 0);
      const pointless = ['SUPERSEDED', 'CANCELLED', ...(kind === 'reminder' ? ['EXPIRED'] : [])];
      for (const code of pointless) skipped.inc({ channel: name, kind, code }, 0);
    }
    for (const each of [maybeSent, refusalsToReview, repeats, retriesRequested, failovers])
      each.inc({ channel: name }, 0);
    for (const code of [...deliveryErrorCodes, 'none']) retrying.inc({ channel: name, code }, 0);
    for (const each of [bookedToSentSeconds, sendSeconds]) each.zero({ channel: name });
  };

  const stopped = createStoppedPlaces();
  new Gauge({
    name: 'event_log_undecodable_position',
    help: 'Position at which a partition is not read on, because a batch cannot be decoded',
    labelNames: ['topic', 'partition'],
    registers,
    collect() {
      this.reset();
      for (const { topic, partition, position } of stopped.now()) this.set({ topic, partition }, position);
    },
  });

  return {
    registry,
    produced: counter('notifier_produced_total', 'Records that the log has acknowledged', []),
    consumed: labelled('notifier_consumed_total', 'Records taken from the log', 'topic', consumedTopics),
    deadLetters: labelled('notifier_dead_letters_total', 'Records parked as dead letters', 'topic', consumedTopics),
    attempts,
    failovers,
    refusalsToReview,
    readingFull: labelled('notifier_reading_full_total', 'Times that reading had to wait for room', 'limit', [
      'span',
      'memory',
    ]),
    repeats,
    retriesRequested,
    callbacks: labelled('notifier_callbacks_total', 'Callbacks of providers, by result', 'result', [
      ...['changed', 'unchanged', 'unknown', 'forged', 'unreadable', 'late', 'failed'],
    ]),
    unexpected: counter('notifier_unexpected_total', 'Unexpected errors of our own code in a delivery', []),
    lost: labelled('events_lost_to_retention_total', 'Records removed before they were read', 'topic', consumedTopics),
    bookedToSentSeconds,
    sendSeconds,
    /** Where the log is not read on. */
    stopped,
    /** By the bound that refused them. */
    refused: labelled(
      'notifier_deliveries_refused_total',
      'Deliveries refused by a bound, without an attempt',
      'limit',
      [...channelNames, 'country'],
    ),
    /** Counts what a delivery has come to. */
    outcome(
      { channel: name, kind }: { readonly channel: ChannelName; readonly kind: DeliveryKind },
      { status, error }: { readonly status: DeliveryStatus; readonly error: DeliveryError | null },
    ): void {
      if (status === 'sent') sent.inc({ channel: name, kind });
      if (status === 'failed') failed.inc({ channel: name, kind, code: error?.code ?? 'none' });
      if (status === 'skipped') skipped.inc({ channel: name, kind, code: error?.code ?? 'none' });
      if (status === 'retrying') retrying.inc({ channel: name, code: error?.code ?? 'none' });
      if (error?.code === 'MAYBE_SENT') maybeSent.inc({ channel: name });
    },
    /** Counts the failures of parts that are retried, and shows how long each has been failing; answers what counts one. */
    watchFaults(parts: readonly string[], faults: () => Readonly<Record<string, { readonly lastsMs: number }>>) {
      const failures = counter('notifier_faults_total', 'Failures that are retried, by part', ['part']);
      for (const part of parts) failures.inc({ part }, 0);
      new Gauge({
        name: 'notifier_fault_seconds',
        help: 'Time for which a part has been failing; 0 while it works',
        labelNames: ['part'],
        registers,
        collect() {
          for (const [part, { lastsMs }] of Object.entries(faults())) this.set({ part }, lastsMs / 1_000);
        },
      });
      return (part: string) => failures.inc({ part });
    },
    /** Shows what is only known at the moment when the metrics are read. */
    watch({ channels, waiting, reports, eventLogUp, lag }: Watched): void {
      for (const name of channels.keys()) beginChannel(name);
      for (const { name, provider } of [...channels.values()].flatMap(bothOf)) {
        for (const outcome of sendResults) attempts.inc({ channel: name, provider, outcome }, 0);
      }
      const gauge = (name: string, help: string, read: () => number) =>
        new Gauge({
          name,
          help,
          registers,
          collect() {
            this.set(read());
          },
        });
      const gaugeByChannel = (name: string, help: string, read: (channel: WatchedChannel) => number) =>
        new Gauge({
          name,
          help,
          labelNames: channel,
          registers,
          collect() {
            for (const each of channels.values()) this.set({ channel: each.name }, read(each));
          },
        });
      const sumOf = (one: WatchedChannel, read: 'inProgress' | 'waiting') =>
        bothOf(one).reduce((sum, { rate }) => sum + rate.standing()[read], 0);
      gaugeByChannel('notifier_in_flight', 'Sends in progress', (one) => sumOf(one, 'inProgress'));
      gaugeByChannel('notifier_ready', "Deliveries that wait for their channel's limit of concurrency or rate", (one) =>
        sumOf(one, 'waiting'),
      );
      const isOpen = ({ breaker }: WatchedChannel) => breaker.state.kind !== 'closed';
      gaugeByChannel('notifier_breaker_open', '1 while the channel is out of order', (one) =>
        Number(bothOf(one).every(isOpen)),
      );
      gaugeByChannel(
        'notifier_fallback_in_use',
        '1 while the first account of the channel cannot be used, and the second is',
        (one) => Number(isOpen(one) && bothOf(one).some((each) => !isOpen(each))),
      );
      gauge('notifier_event_log_up', '1 while the event log can be used', () => Number(eventLogUp()));
      gauge('notifier_waiting', 'Deliveries that wait for their next attempt', waiting);
      gauge('notifier_reports_waiting', 'Reports that wait for the log', reports);
      new Gauge({
        name: 'notifier_lag',
        help: "Positions between the group's committed position and the end",
        labelNames: ['topic'],
        registers,
        async collect() {
          const lags = await lag();
          for (const topic of consumedTopics) this.set({ topic }, lags?.get(topic) ?? Number.NaN); // not what was known last
        },
      });
    },
  };
}

/** A channel's accounts. */
function bothOf(channel: WatchedChannel): readonly WatchedChannel[] {
  return channel.fallback ? [channel, channel.fallback] : [channel];
}
