/**
 * Our notifier with a provider that takes 50 ms and does nothing: its real consumer, ledger, reports, slots and log, as
 * `startNotifier` puts them together. On request it works off a number of events, and reports how long that took.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createRateControl } from '@belltower/channels';
import { openEventLog } from '@belltower/event-log';
import { type ChannelName, catalogue, encode } from '@belltower/events';
import { pino } from 'pino';
import { foreignEvent } from '../../../e2e/src/testbed/foreign-event.ts';
import { createBreaker } from '../../../notifier/src/channel/breaker.ts';
import type { ChannelRuntime } from '../../../notifier/src/channel/channel-runtime.ts';
import { policy } from '../../../notifier/src/config.ts';
import { createDeliveryRunner } from '../../../notifier/src/delivery/run-delivery.ts';
import { createTimers } from '../../../notifier/src/delivery/timers.ts';
import { createFaults } from '../../../notifier/src/faults.ts';
import { startConsumer } from '../../../notifier/src/intake/consumer.ts';
import type { Ledger } from '../../../notifier/src/ledger/ledger.ts';
import { openPostgresLedger } from '../../../notifier/src/ledger/postgres-ledger.ts';
import { createMetrics } from '../../../notifier/src/metrics.ts';
import { createReporter } from '../../../notifier/src/report/reporter.ts';
import { type Cost, serve } from '../parts/serve.ts';
import { forgetfulLedger } from './forgetful-ledger.ts';

export interface NotifierOrder {
  readonly events: number;
  /** How many appointments they are of. */
  readonly keys: number;
  /** How many sends may be in flight. */
  readonly slots: number;
  readonly ledger: 'postgres' | 'none';
}

const PROVIDER_MS = 50;
const { DATABASE_URL: url = '', KAFKA_BROKERS: brokers = '' } = process.env;
const logger = pino({ level: 'warn' }, pino.destination(2));
const log = openEventLog({ kind: 'kafka', brokers: brokers.split(',') });
const shape = { partitions: 1, replicationFactor: 1, minInsyncReplicas: 1, retentionMs: 86_400_000 };
await log.createTopics(Object.values(catalogue).map(({ topic }) => ({ ...shape, topic })));
const postgresLedger = await openPostgresLedger({
  url,
  lease: policy.lease,
  retentionDays: 90,
  bodyRetentionDays: 30,
  onNotice() {},
});
const metrics = createMetrics();
const faults = createFaults(logger, metrics);
let finished = 0;

serve('', { work });

/** Works off so many events; timed is from the first send to the last record finished. */
async function work({ events, keys, slots, ledger: kind }: NotifierOrder): Promise<Cost> {
  await append(events, keys);
  const due = finished + events;
  let firstAt = Number.NaN;
  let usedBefore = process.cpuUsage();
  const ledger: Ledger = kind === 'postgres' ? postgresLedger : forgetfulLedger();
  await using reporter = createReporter(log, {
    failed: (what, error) => faults[what].failed(error),
    written: () => {},
  });
  using timers = createTimers();
  using breaker = createBreaker(policy.breaker, () => {});
  const never = new AbortController().signal;
  const runtime: ChannelRuntime = {
    name: 'email',
    provider: 'none',
    canAsk: false,
    rate: createRateControl({ ratePerSecond: 1_000_000, burst: 1_000_000, maxConcurrent: slots }),
    breaker,
    prepare: () => ({
      contentHash: '0'.repeat(32),
      async send() {
        if (Number.isNaN(firstAt)) {
          firstAt = performance.now();
          usedBefore = process.cpuUsage();
        }
        await pause(PROVIDER_MS);
        return { provider: 'none', providerMessageId: null, acceptedAt: new Date() };
      },
    }),
  };
  const channels = new Map<ChannelName, ChannelRuntime>([['email', runtime]]);
  const parts = { ledger, reporter, channels, metrics };
  const runner = createDeliveryRunner({
    ...parts,
    timers,
    policy: policy.retry,
    bounds: { smsCountries: undefined, messagesPerDay: 0 },
    unexpectedLimit: policy.unexpectedLimit,
    suppressForMs: policy.suppressForMs,
    log: logger,
    faults,
    stopping: never,
    cutting: never,
  });
  await using _consumer = startConsumer({
    log: {
      ...log,
      subscribe: (options) => log.subscribe({ ...options, take: (records) => options.take(records.map(counted)) }),
    },
    ...parts,
    runner,
    retentionMs: 86_400_000,
    maxWaiting: slots,
    drainMs: policy.drainMs,
    changesEveryMs: policy.changesEveryMs,
    logger,
    onNotice() {},
    onFatal(error) {
      throw error;
    },
  });
  while (finished < due) await pause(1);
  const { user, system } = process.cpuUsage(usedBefore);
  return { rate: (events * 1_000) / (performance.now() - firstAt), cpuMicros: (user + system) / events };
}

function counted<Finishing extends { finish(): void }>(record: Finishing): Finishing {
  const finish = () => {
    finished++;
    record.finish();
  };
  return { ...record, finish };
}

async function append(events: number, keys: number): Promise<void> {
  const ids = Array.from({ length: keys }, () => randomUUID());
  const rest = { phone_e164: null, title: 'Check-up', time_zone: 'Europe/Berlin', duration_minutes: 30 };
  const eventOf = (n: number) => {
    const own = { appointment_id: ids[n % keys] ?? '', email: `guest-${n}@example.com` };
    return { ...foreignEvent({ ...own, ...rest }), notify: { email: true, sms: false } };
  };
  for (let from = 0; from < events; from += 500) {
    const length = Math.min(500, events - from);
    await log.append(Array.from({ length }, (_, index) => encode(eventOf(from + index), 'bench')));
  }
}
