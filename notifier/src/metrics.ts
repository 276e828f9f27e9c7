/**
 * Promise: every series that an alert reads is there from the start, at 0; see `server/src/metrics.ts`. A counter with
 * labels is made with the values that they take; one by channel begins in `watch`, where the channels in use are known.
 */
import { createStoppedPlaces } from '@belltower/event-log';
import { type ChannelName, channelNames, type DeliveryError, deliveryErrorCodes } from '@belltower/events';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Outlet } from './channel/channel-runtime.ts';
import { RECIPIENT_REFUSED } from './delivery/recipients.ts';
import { consumedTopics } from './intake/consumer.ts';
import { COUNTRY_REFUSED } from './intake/plan.ts';
import type { LedgerEntry, Report } from './ledger/entry.ts';

/** What is counted, for Prometheus. */
export type Metrics = ReturnType<typeof createMetrics>;

/** Makes the notifier's counters, in a registry of their own. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const channel = ['channel'] as const;
  // the delay of the event loop is looked at ten times a second: by default a hundred times wake an idle process
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter<Label>({ name, help, labelNames: [...labelNames], registers });

  /** With every value from the start. */
  const labelled = <Label extends string>(name: string, help: string, label: Label, values: readonly string[]) => {
    const made = new Counter<string>({ name, help, labelNames: [label], registers });
    for (const value of values) made.inc({ [label]: value }, 0);
    return made;
  };

  const sent = counter('notifier_sent_total', 'Messages that a provider accepted', channel);
  const failed = counter('notifier_failed_total', 'Deliveries given up', ['channel', 'code']);
  const retrying = counter('notifier_retrying_total', 'Attempts that will be repeated', ['channel', 'code']);
  const maybeSent = counter('notifier_maybe_sent_total', 'Hand-overs in doubt', channel);
  const repeats = counter('notifier_repeats_total', 'Deliveries found at rest when their event came again', channel);
  const retriesRequested = counter('notifier_retries_requested_total', 'Retries by staff that took effect', channel);
  const bookedToSentSeconds = new Histogram({
    name: 'notifier_booked_to_sent_seconds',
    help: 'From the booking to the acceptance by a provider; without retries that staff asked for',
    labelNames: channel,
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200, 86_400],
    registers,
  });
  const handOverSeconds = new Histogram({
    name: 'notifier_hand_over_seconds',
    help: 'How long a provider took to answer',
    labelNames: channel,
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
    registers,
  });
  const beginChannel = (name: ChannelName) => {
    for (const each of [sent, maybeSent, repeats, retriesRequested]) each.inc({ channel: name }, 0);
    for (const code of [...deliveryErrorCodes, 'none']) {
      for (const each of [failed, retrying]) each.inc({ channel: name, code }, 0);
    }
    for (const each of [bookedToSentSeconds, handOverSeconds]) each.zero({ channel: name });
  };

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

  const refused = labelled('notifier_deliveries_refused_total', 'Deliveries not tried because of a bound', 'limit', [
    ...channelNames,
    'country',
  ]);

  return {
    registry,
    produced: counter('notifier_produced_total', 'Records that the log has acknowledged', []),
    consumed: labelled('notifier_consumed_total', 'Records taken from the log', 'topic', consumedTopics),
    deadLetters: labelled('notifier_dead_letters_total', 'Records parked as dead letters', 'topic', consumedTopics),
    repeats,
    retriesRequested,
    callbacks: labelled('notifier_callbacks_total', "Providers' callbacks", 'result', [
      ...['changed', 'unchanged', 'unknown', 'forged', 'unreadable', 'late', 'failed'],
    ]),
    unexpected: counter('notifier_unexpected_total', 'Failures of our own code on a delivery', []),
    lost: labelled('events_lost_to_retention_total', 'Records gone before they were read', 'topic', consumedTopics),
    stopped,
    bookedToSentSeconds,
    handOverSeconds,
    /** Counts a delivery that was not tried because of a bound. */
    refusedBy(channel: ChannelName, { message }: DeliveryError): void {
      if (message === COUNTRY_REFUSED) refused.inc({ limit: 'country' });
      if (message === RECIPIENT_REFUSED) refused.inc({ limit: channel });
    },
    /** Counts what a delivery has come to. */
    outcome(entry: LedgerEntry, { status, error }: Report): void {
      const { channel } = entry;
      if (status === 'sent') sent.inc({ channel });
      if (status === 'failed') failed.inc({ channel, code: error?.code ?? 'none' });
      if (status === 'retrying') retrying.inc({ channel, code: error?.code ?? 'none' });
      if (error?.code === 'MAYBE_SENT') maybeSent.inc({ channel });
    },
    /** Counts the failures of parts that are retried, and shows how long each has been failing; answers what counts one. */
    watchFaults(parts: readonly string[], faults: () => Readonly<Record<string, { readonly lastsMs: number }>>) {
      const failures = counter('notifier_faults_total', 'Failures that are retried, by part', ['part']);
      for (const part of parts) failures.inc({ part }, 0);
      new Gauge({
        name: 'notifier_fault_seconds',
        help: 'For how long a part has been failing; 0 while it works',
        labelNames: ['part'],
        registers,
        collect() {
          for (const [part, { lastsMs }] of Object.entries(faults())) this.set({ part }, lastsMs / 1_000);
        },
      });
      return (part: string) => failures.inc({ part });
    },
    /** Shows what is only known at the moment of asking. */
    watch(watched: {
      readonly outlets: ReadonlyMap<ChannelName, Outlet>;
      waiting(): number;
      reports(): number;
      eventLogUp(): boolean;
      /** How far the group is behind, by topic, in positions; null while that cannot be known. */
      lag(): Promise<ReadonlyMap<string, number> | null>;
    }): void {
      for (const name of watched.outlets.keys()) beginChannel(name);
      const gauge = <Label extends string>(
        name: string,
        help: string,
        labelNames: readonly Label[],
        collect: (gauge: Gauge<Label>) => void | Promise<void>,
      ) =>
        new Gauge<Label>({
          name,
          help,
          labelNames: [...labelNames],
          registers,
          collect() {
            return collect(this);
          },
        });
      const eachOutlet = (read: (outlet: Outlet) => number) => (gauge: Gauge<'channel'>) => {
        for (const outlet of watched.outlets.values()) gauge.set({ channel: outlet.name }, read(outlet));
      };
      gauge(
        'notifier_in_flight',
        'Hand-overs in progress',
        channel,
        eachOutlet(({ slots }) => slots.taken),
      );
      gauge(
        'notifier_ready',
        'Deliveries that wait for room',
        channel,
        eachOutlet(({ slots }) => slots.waiting),
      );
      gauge(
        'notifier_breaker_open',
        '1 while the channel is out of order',
        channel,
        eachOutlet(({ breaker }) => (breaker.state.kind === 'closed' ? 0 : 1)),
      );
      gauge('notifier_event_log_up', '1 while the event log can be used', [], (g) =>
        g.set(Number(watched.eventLogUp())),
      );
      gauge('notifier_waiting', 'Deliveries that wait for their next attempt', [], (g) => g.set(watched.waiting()));
      gauge('notifier_reports_waiting', 'Reports that wait for the log', [], (g) => g.set(watched.reports()));
      gauge('notifier_lag', 'Positions between the group and the end', ['topic'], async (g) => {
        const lags = await watched.lag();
        for (const topic of consumedTopics) g.set({ topic }, lags?.get(topic) ?? Number.NaN); // not what was known last
      });
    },
  };
}
