import {
  checkEventLogVariables,
  checkOutlivesTopics,
  type EventLogConfig,
  eventLogConfigOf,
  eventLogVariables,
  type TopicSpec,
  topicShapeOf,
} from '@belltower/event-log';
import { channelNames, countryListSchema, DEAD_LETTER_RETENTION_DAYS, topicSpecsOf } from '@belltower/events';
import { messageSettingsOf, messageVariables } from '@belltower/messages';
import {
  type Environment,
  httpUrl,
  integer,
  listOf,
  processVariables,
  readEnvironment,
} from '@belltower/support/settings';
import { z } from 'zod';
import { accountsConfigOf, accountVariables, checkAccounts } from './channel/account-settings.ts';
import { type BreakerPolicy, breakerPolicy } from './channel/breaker.ts';
import { withOneName } from './channel/fallback-names.ts';
import type { ChannelsConfig } from './channel/open-channels.ts';
import type { RecipientBounds } from './delivery/refusal.ts';
import { type RetryPolicy, retryPolicy } from './delivery/retry.ts';
import type { LeaseTimes } from './ledger/lease.ts';

/** Everything that the notifier is configured with. Times are in milliseconds. */
export interface Config extends ChannelsConfig {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Where `/readyz` and `/metrics` are, if not on `port`. */
  readonly metricsPort: number | null;
  readonly logLevel: string;
  /** Where traces go (OTLP over HTTP); null: nowhere. */
  readonly tracesEndpoint: string | null;
  readonly databaseUrl: string;
  readonly eventLog: EventLogConfig;
  readonly topics: readonly TopicSpec[];
  readonly retentionDays: number;
  /** An event's bytes, and the addresses in them, are removed so long after its deliveries ended. */
  readonly bodyRetentionDays: number;
  /** How many deliveries may wait for the limit of a channel: when that is true of every channel, reading waits. */
  readonly maxWaiting: number;
  /** The most that unfinished records may hold in sum, in bytes. */
  readonly maxUnfinishedBytes: number;
  readonly policy: Policy;
  readonly bounds: RecipientBounds;
}

/**
 * The numbers that our promises rest on. Not in the environment one by one, where a wrong one would break a promise in
 * silence: `POLICY_TIME_SCALE` scales the times that belong together, and so keeps their proportions.
 */
export interface Policy {
  readonly retry: RetryPolicy;
  readonly breaker: BreakerPolicy;
  readonly lease: LeaseTimes;
  /** The one deadline of a send; with `lease.sendWithinMs`, under `lease.leaseMs`. */
  readonly sendDeadlineMs: number;
  readonly unexpectedLimit: number;
  readonly suppressForMs: number;
  /** How long a provider's callback may take before it is answered 503, so that the provider repeats it. */
  readonly callbackMs: number;
  /** How long a rebalance waits for the sends in progress. */
  readonly drainMs: number;
  /** While anything waits, the changes of appointments that other notifiers recorded are looked for so often. */
  readonly changesEveryMs: number;
}

const DAY_MS = 86_400_000;

/** All numbers of the policy together; those of retries and of the breaker are defined beside their code. */
export const policy: Policy = {
  retry: retryPolicy,
  breaker: breakerPolicy,
  lease: { leaseMs: 60_000, renewMs: 10_000, sendWithinMs: 20_000 },
  sendDeadlineMs: 30_000,
  unexpectedLimit: 5,
  suppressForMs: 30 * DAY_MS,
  callbackMs: 8_000,
  drainMs: 5_000,
  changesEveryMs: 5_000,
};

/** The same policy with quicker clocks: waits, leases, probes and the deadline of a send, all alike. */
function quickened({ retry, breaker, lease, sendDeadlineMs, ...others }: Policy, scale: number): Policy {
  const quick = (ms: number) => Math.round(ms * scale);
  return {
    ...others,
    retry: {
      ...retry,
      baseMs: quick(retry.baseMs),
      maxMs: quick(retry.maxMs),
      askAfterMs: quick(retry.askAfterMs),
      tooSlowMs: quick(retry.tooSlowMs),
    },
    breaker: { firstProbeMs: quick(breaker.firstProbeMs), longestProbeMs: quick(breaker.longestProbeMs) },
    lease: {
      leaseMs: quick(lease.leaseMs),
      renewMs: quick(lease.renewMs),
      sendWithinMs: quick(lease.sendWithinMs),
    },
    sendDeadlineMs: quick(sendDeadlineMs),
  };
}

const BODY_RETENTION_DAYS = 30;

/** Every variable that the notifier reads. */
export const notifierVariables = {
  ...processVariables,
  NOTIFIER_PORT: integer(0, 65_535).default(4001),
  METRICS_PORT: integer(0, 65_535).optional(),
  NOTIFIER_METRICS_PORT: integer(0, 65_535).optional(),
  ...eventLogVariables,
  CHANNELS: listOf(channelNames).default([...channelNames]),
  ...accountVariables,
  ...messageVariables,
  PUBLIC_URL: httpUrl.optional(),
  LEDGER_RETENTION_DAYS: integer(DEAD_LETTER_RETENTION_DAYS + 1, 3_650).default(90),
  RECIPIENT_MESSAGES_PER_DAY: integer(0, 1_000).default(20),
  SMS_COUNTRIES: countryListSchema.optional(),
  UNFINISHED_MAX_MB: integer(16, 65_536).default(256),
} as const;

/** The environment as the notifier takes it: what an enabled channel lacks is among its problems. */
export const notifierEnvironment = z.object(notifierVariables).superRefine(
  (values, context) => {
    checkEventLogVariables(values, context);
    const metricsPort = values.NOTIFIER_METRICS_PORT ?? values.METRICS_PORT;
    if (metricsPort === values.NOTIFIER_PORT && metricsPort !== 0) {
      const message = 'another port than NOTIFIER_PORT is expected';
      context.addIssue({
        code: 'custom',
        path: [values.NOTIFIER_METRICS_PORT ? 'NOTIFIER_METRICS_PORT' : 'METRICS_PORT'],
        message,
      });
    }
    checkOutlivesTopics('LEDGER_RETENTION_DAYS', values, context);
    checkAccounts(values, context);
  },
  { when: () => true },
);

/**
 * Reads the configuration from the environment.
 *
 * @throws {EnvironmentError} with every problem at once
 */
export function readConfig(given: Environment): Config {
  const environment = withOneName(given);
  const values = readEnvironment(notifierEnvironment, environment);
  const messages = messageSettingsOf(values);
  return {
    host: values.HOST,
    port: values.NOTIFIER_PORT,
    metricsPort: values.NOTIFIER_METRICS_PORT ?? values.METRICS_PORT ?? null,
    logLevel: values.LOG_LEVEL,
    tracesEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    databaseUrl: values.DATABASE_URL,
    eventLog: eventLogConfigOf(values, 'belltower-notifier'),
    topics: topicSpecsOf(topicShapeOf(values)),
    ...accountsConfigOf(values, environment, messages.from),
    messages,
    publicUrl: values.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    retentionDays: values.LEDGER_RETENTION_DAYS,
    bodyRetentionDays: Math.min(BODY_RETENTION_DAYS, values.LEDGER_RETENTION_DAYS),
    maxWaiting: values.SLOTS_PER_CHANNEL,
    maxUnfinishedBytes: values.UNFINISHED_MAX_MB * 1_048_576,
    policy: quickened(policy, values.POLICY_TIME_SCALE),
    bounds: { smsCountries: values.SMS_COUNTRIES, messagesPerDay: values.RECIPIENT_MESSAGES_PER_DAY },
  };
}
