import type { ChannelName } from '@belltower/events';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { LedgerEntry, Report } from './ledger/entry.ts';
import type { Outlet } from './outlets.ts';

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

  const sent = counter('notifier_sent_total', 'Messages that a provider accepted', channel);
  const failed = counter('notifier_failed_total', 'Deliveries given up', ['channel', 'code']);
  const retrying = counter('notifier_retrying_total', 'Attempts that will be repeated', ['channel', 'code']);
  const maybeSent = counter('notifier_maybe_sent_total', 'Hand-overs in doubt', channel);

  return {
    registry,
    produced: counter('notifier_produced_total', 'Records that the log has acknowledged', []),
    consumed: counter('notifier_consumed_total', 'Records taken from the log', ['topic']),
    deadLetters: counter('notifier_dead_letters_total', 'Records parked as dead letters', ['topic']),
    repeats: counter('notifier_repeats_total', 'Deliveries found at rest when their event came again', channel),
    retriesRequested: counter('notifier_retries_requested_total', 'Retries by staff that took effect', channel),
    callbacks: counter('notifier_callbacks_total', "Providers' callbacks", ['result']),
    unexpected: counter('notifier_unexpected_total', 'Failures of our own code on a delivery', []),
    lost: counter('events_lost_to_retention_total', 'Records gone before they were read', ['topic']),
    bookedToSentSeconds: new Histogram({
      name: 'notifier_booked_to_sent_seconds',
      help: 'From the booking to the acceptance by a provider; without retries that staff asked for',
      labelNames: ['channel'],
      buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200, 86_400],
      registers,
    }),
    handOverSeconds: new Histogram({
      name: 'notifier_hand_over_seconds',
      help: 'How long a provider took to answer',
      labelNames: ['channel'],
      buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
      registers,
    }),
    /** Counts what a delivery has come to. */
    outcome(entry: LedgerEntry, { status, error }: Report): void {
      const { channel } = entry;
      if (status === 'sent') sent.inc({ channel });
      if (status === 'failed') failed.inc({ channel, code: error?.code ?? 'none' });
      if (status === 'retrying') retrying.inc({ channel, code: error?.code ?? 'none' });
      if (error?.code === 'MAYBE_SENT') maybeSent.inc({ channel });
    },
    /** Shows what is only known at the moment of asking. */
    watch(watched: {
      readonly outlets: ReadonlyMap<ChannelName, Outlet>;
      waiting(): number;
      reports(): number;
      /** How far the group is behind, by topic, in positions. */
      lag(): Promise<ReadonlyMap<string, number>>;
    }): void {
      for (const channel of watched.outlets.keys()) for (const each of [sent, maybeSent]) each.inc({ channel }, 0);
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
      gauge('notifier_waiting', 'Deliveries that wait for their next attempt', [], (g) => g.set(watched.waiting()));
      gauge('notifier_reports_waiting', 'Reports that wait for the log', [], (g) => g.set(watched.reports()));
      gauge('notifier_lag', 'Positions between the group and the end', ['topic'], async (g) => {
        for (const [topic, lag] of await watched.lag()) g.set({ topic }, lag);
      });
    },
  };
}
