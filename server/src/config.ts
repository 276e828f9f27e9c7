/** What the server is configured with: the environment, read once. */
import {
  checkEventLogVariables,
  directUrlOf,
  type EventLogConfig,
  eventLogConfigOf,
  eventLogVariables,
  type TopicSpec,
  topicShapeOf,
} from '@belltower/event-log';
import { type ChannelName, topicSpecsOf } from '@belltower/events';
import { type MessageSettings, messageSettingsOf } from '@belltower/messages/settings';
import { type Environment, EnvironmentError, readEnvironment } from '@belltower/support/settings';
import { z } from 'zod';
import type { QuotaLimits } from './appointments/quota.ts';
import { type GuestSettings, guestSettingsOf } from './auth/guest-links.ts';
import { providerTokensOf, type SignInSettings, signInOf } from './auth/sign-in.ts';
import type { TokenConfig } from './auth/tokens.ts';
import { serverEnvironment } from './environment.ts';
import type { DocumentLimits } from './graphql/validation/document-limits.ts';
import type { LiveLimits } from './live/sockets.ts';
import { type ReemissionPolicy, reemissionPolicy } from './reemission/reemit.ts';
import { narrowRules, type ReminderSettings } from './reminders/reminder-rules.ts';

/** The server's settings. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where `/readyz` and `/metrics` are, if not on `port`. */
  readonly metricsPort: number | null;
  readonly production: boolean;
  readonly logLevel: string;
  /** Where traces go (OTLP over HTTP); null: nowhere. */
  readonly tracesEndpoint: string | null;
  readonly database: {
    readonly url: string;
    /** The same past a pooler. */
    readonly directUrl: string;
    readonly connections: number;
    readonly statementTimeoutMs: number;
  };
  readonly eventLog: EventLogConfig;
  readonly topics: readonly TopicSpec[];
  readonly channels: readonly ChannelName[];
  readonly tokens: TokenConfig;
  /** How people sign in on the web client; null: they do not, unless by development tokens. */
  readonly signIn: SignInSettings | null;
  readonly developmentTokens: boolean;
  readonly guests: GuestSettings;
  readonly allowedOrigins: readonly string[];
  readonly introspection: boolean;
  readonly historyRetentionDays: number;
  readonly reemission: ReemissionPolicy;
  readonly documents: DocumentLimits;
  readonly live: LiveLimits;
  readonly bodyBytes: number;
  readonly rate: { readonly perSecond: number; readonly burst: number };
  readonly quotas: QuotaLimits;
  /** Of appointments without reminders of their own: on the channels in use. */
  readonly reminders: ReminderSettings;
  /** How long after a look for due reminders the next one is at most, in milliseconds. */
  readonly reminderPollMs: number;
  /** The countries that SMS may go to; undefined: all. */
  readonly smsCountries: readonly string[] | undefined;
  /** The country that numbers without a country are of, by its ISO 3166-1 code; undefined: none. */
  readonly defaultCountry: string | undefined;
  /** What the references of appointments begin with; undefined: nothing. */
  readonly referencePrefix: string | undefined;
  /** As the notifier writes messages, and whom people ask. */
  readonly messages: MessageSettings;
  /** How many tokens of one address may be refused before others of it are not even verified. */
  readonly refusedTokens: { readonly perSecond: number; readonly burst: number };
  /** Addresses and networks whose `X-Forwarded-For` is trusted to name the caller's address. */
  readonly trustedProxies: readonly string[];
  /** Over how long open sockets are closed when the server stops, in milliseconds. */
  readonly drainMs: number;
}

/**
 * Reads the environment.
 *
 * @throws {EnvironmentError} with everything that is wrong with it
 */
export function readConfig(environment: Environment): Config {
  const env = readEnvironment(serverEnvironment, environment);
  return {
    host: env.HOST,
    port: env.PORT,
    metricsPort: env.METRICS_PORT ?? null,
    production: env.NODE_ENV === 'production',
    logLevel: env.LOG_LEVEL,
    tracesEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    database: {
      url: env.DATABASE_URL,
      directUrl: directUrlOf(env),
      connections: env.DATABASE_CONNECTIONS,
      statementTimeoutMs: env.DATABASE_TIMEOUT_MS,
    },
    eventLog: eventLogConfigOf(env, 'belltower-server'),
    topics: topicSpecsOf(topicShapeOf(env)),
    channels: env.CHANNELS,
    tokens: tokensOf(env),
    signIn: signInOf(env),
    developmentTokens: env.DEV_TOKENS,
    guests: guestSettingsOf(env),
    allowedOrigins: env.ALLOWED_ORIGINS,
    introspection: env.GRAPHQL_INTROSPECTION ?? env.NODE_ENV !== 'production',
    historyRetentionDays: env.HISTORY_RETENTION_DAYS,
    reemission: scaled(reemissionPolicy, env.POLICY_TIME_SCALE),
    documents: { depth: env.QUERY_DEPTH, aliases: env.QUERY_ALIASES, tokens: env.QUERY_TOKENS, cost: env.QUERY_COST },
    live: {
      sockets: env.SOCKETS,
      socketsPerUser: env.SOCKETS_PER_USER,
      socketsPerAddress: env.SOCKETS_PER_ADDRESS,
      socketsOnLoopback: env.SOCKETS_ON_LOOPBACK,
      subscriptionsPerSocket: env.SOCKET_SUBSCRIPTIONS,
      subscribesPerSecond: env.SOCKET_SUBSCRIBES_PER_SECOND,
      frameBytes: env.SOCKET_FRAME_BYTES,
      queueChanges: env.SOCKET_QUEUE_CHANGES,
      queueBytes: env.SOCKET_QUEUE_BYTES,
      userBytes: env.SOCKET_USER_BYTES,
      initTimeoutMs: env.SOCKET_INIT_MS,
    },
    bodyBytes: env.HTTP_BODY_BYTES,
    rate: { perSecond: env.REQUESTS_PER_SECOND, burst: env.REQUESTS_BURST },
    quotas: { appointmentsPerHour: env.CUSTOMER_BOOKINGS_PER_HOUR, messagesPerDay: env.RECIPIENT_MESSAGES_PER_DAY },
    reminders: {
      rules: narrowRules(env.REMINDERS, { email: env.CHANNELS.includes('email'), sms: env.CHANNELS.includes('sms') }),
      hours: env.REMINDER_HOURS,
    },
    reminderPollMs: Math.round(60_000 * env.POLICY_TIME_SCALE),
    smsCountries: env.SMS_COUNTRIES,
    defaultCountry: env.DEFAULT_COUNTRY,
    referencePrefix: env.REFERENCE_PREFIX,
    messages: messageSettingsOf(env),
    refusedTokens: { perSecond: env.REFUSED_TOKENS_PER_SECOND, burst: env.REFUSED_TOKENS_BURST },
    trustedProxies: env.TRUSTED_PROXIES,
    drainMs: env.SOCKET_DRAIN_MS,
  };
}

/** The same policy with shorter times, for tests: they keep their proportions. */
function scaled({ most, everyMs, afterMs, againMs }: ReemissionPolicy, scale: number): ReemissionPolicy {
  return {
    most,
    everyMs: Math.round(everyMs * scale),
    afterMs: Math.round(afterMs * scale),
    againMs: Math.round(againMs * scale),
  };
}

/**
 * Reads only what the creation of topics needs.
 *
 * @throws {EnvironmentError} with everything that is wrong with it
 */
export function readTopicsConfig(environment: Environment): Pick<Config, 'eventLog' | 'topics'> {
  const schema = z.object(eventLogVariables).superRefine(checkEventLogVariables, { when: () => true });
  const env = readEnvironment(schema, environment);
  return { eventLog: eventLogConfigOf(env, 'belltower-command'), topics: topicSpecsOf(topicShapeOf(env)) };
}

type Variables = z.output<typeof serverEnvironment>;

function tokensOf(env: Variables): TokenConfig {
  const provider = providerTokensOf(env);
  if (provider !== null) return provider;
  const claims = { issuer: env.JWT_ISSUER ?? null, audience: env.JWT_AUDIENCE ?? null };
  if (env.JWT_SECRET !== undefined) {
    return { kind: 'secret', secret: env.JWT_SECRET, previousSecret: env.JWT_SECRET_PREVIOUS ?? null, ...claims };
  }
  if (env.JWKS_URL !== undefined) return { kind: 'jwks', url: env.JWKS_URL, ...claims };
  throw new EnvironmentError(['JWT_SECRET: is needed, or JWKS_URL']);
}
