/** What the server is configured with: the environment, read once. */

import {
  checkEventLogVariables,
  type EventLogConfig,
  eventLogConfigOf,
  eventLogVariables,
  type TopicSpec,
  topicShapeOf,
} from '@belltower/event-log';
import { type ChannelName, channelNames, countryListSchema, topicSpecsOf } from '@belltower/events';
import { type Environment, EnvironmentError, readEnvironment } from '@belltower/support/settings';
import { z } from 'zod';
import type { QuotaLimits } from './appointments/quota.ts';
import { isNetwork } from './auth/addresses.ts';
import type { TokenConfig } from './auth/tokens.ts';
import type { DocumentLimits } from './graphql/validation/document-limits.ts';
import type { LiveLimits } from './live/sockets.ts';
import { type ReemissionPolicy, reemissionPolicy } from './reemission/reemit.ts';

/** The server's settings. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly production: boolean;
  readonly logLevel: string;
  /** Where traces go (OTLP over HTTP); null: nowhere. */
  readonly tracesEndpoint: string | null;
  readonly database: { readonly url: string; readonly connections: number; readonly statementTimeoutMs: number };
  readonly eventLog: EventLogConfig;
  readonly topics: readonly TopicSpec[];
  readonly channels: readonly ChannelName[];
  readonly tokens: TokenConfig;
  readonly developmentTokens: boolean;
  readonly allowedOrigins: readonly string[];
  readonly introspection: boolean;
  readonly historyRetentionDays: number;
  readonly reemission: ReemissionPolicy;
  readonly documents: DocumentLimits;
  readonly live: LiveLimits;
  readonly bodyBytes: number;
  readonly rate: { readonly perSecond: number; readonly burst: number };
  readonly quotas: QuotaLimits;
  /** The countries that SMS may go to; undefined: all. */
  readonly smsCountries: readonly string[] | undefined;
  /** How many tokens of one address may be refused before others of it are not even verified. */
  readonly refusedTokens: { readonly perSecond: number; readonly burst: number };
  /** Addresses and networks whose `X-Forwarded-For` says who calls. */
  readonly trustedProxies: readonly string[];
  /** Over how long open sockets are closed when the server stops, in milliseconds. */
  readonly drainMs: number;
}

const count = (fallback: number, least = 1, most = 2_147_483_647) =>
  z
    .string()
    .default(String(fallback))
    .transform(Number)
    .pipe(
      z
        .int(`a whole number is expected`)
        .min(least, `at least ${least} is expected`)
        .max(most, `at most ${most} is expected`),
    );

const flag = z.enum(['0', '1'], 'must be 1 or 0').transform((value) => value === '1');

const url = (...protocols: string[]) =>
  z
    .string(`is needed`)
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `a URL beginning with ${protocols.map((protocol) => `${protocol}//`).join(' or ')} is expected`,
    );

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** Every variable the server reads. `.env.example` says what each is for. */
export const serverVariables = {
  NODE_ENV: z.string().default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: count(4_000, 0, 65_535),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/, error: 'an http(s) URL is expected' }).optional(),
  ...eventLogVariables,
  DATABASE_CONNECTIONS: count(10, 2, 1_000),
  DATABASE_TIMEOUT_MS: count(10_000, 100),
  CHANNELS: list
    .pipe(z.array(z.enum(channelNames, `must be of ${channelNames.join(', ')}`)).min(1))
    .default([...channelNames]),
  JWT_SECRET: z.string().optional(),
  JWKS_URL: url('http:', 'https:').optional(),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  DEV_TOKENS: flag.default(false),
  ALLOWED_ORIGINS: list
    .pipe(z.array(z.string().refine(isOrigin, 'each must be an origin, such as https://example.com')))
    .default([]),
  GRAPHQL_INTROSPECTION: flag.optional(),
  HISTORY_RETENTION_DAYS: count(90),
  POLICY_TIME_SCALE: z.coerce.number<string>('a number is expected').min(0.01).max(1).default(1),
  HTTP_BODY_BYTES: count(2 * 1024 * 1024, 1_024),
  REQUESTS_PER_SECOND: count(500),
  REQUESTS_BURST: count(1_000),
  CUSTOMER_BOOKINGS_PER_HOUR: count(60, 0, 1_000),
  RECIPIENT_MESSAGES_PER_DAY: count(20, 0, 1_000),
  SMS_COUNTRIES: countryListSchema.optional(),
  REFUSED_TOKENS_PER_SECOND: count(10),
  REFUSED_TOKENS_BURST: count(100),
  TRUSTED_PROXIES: list
    .pipe(z.array(z.string().refine(isNetwork, 'each must be an address or a network, such as 10.0.0.0/8')))
    .default([]),
  QUERY_DEPTH: count(10),
  QUERY_ALIASES: count(50, 0),
  QUERY_TOKENS: count(2_000),
  QUERY_COST: count(50_000),
  SOCKETS: count(20_000),
  SOCKETS_PER_USER: count(1_000),
  SOCKETS_PER_ADDRESS: count(1_000),
  SOCKETS_ON_LOOPBACK: count(20_000),
  SOCKET_SUBSCRIPTIONS: count(100),
  SOCKET_SUBSCRIBES_PER_SECOND: count(50),
  SOCKET_FRAME_BYTES: count(64 * 1024, 1_024),
  SOCKET_QUEUE_CHANGES: count(1_000),
  SOCKET_QUEUE_BYTES: count(1024 * 1024, 1_024),
  SOCKET_USER_BYTES: count(64 * 1024 * 1024, 65_536),
  SOCKET_INIT_MS: count(3_000),
  SOCKET_DRAIN_MS: count(3_000, 0),
};

/** A key for HS256 has 256 bits at least (RFC 7518, 3.2). */
const SECRET_LENGTH = 32;

/** The environment as the server takes it. */
export const serverEnvironment = z.object(serverVariables).superRefine(
  (env, context) => {
    checkEventLogVariables(env, context);
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (!env.JWT_SECRET && !env.JWKS_URL) refuse('JWT_SECRET', 'is needed, or JWKS_URL');
    if (env.JWT_SECRET && env.JWKS_URL) refuse('JWKS_URL', 'is given beside JWT_SECRET: only one may be');
    if (env.NODE_ENV === 'production' && env.JWT_SECRET && env.JWT_SECRET.length < SECRET_LENGTH) {
      refuse('JWT_SECRET', `at least ${SECRET_LENGTH} characters are expected when NODE_ENV is production`);
    }
    if (env.DEV_TOKENS === true) {
      if (env.NODE_ENV === 'production') refuse('DEV_TOKENS', 'must not be 1 when NODE_ENV is production');
      if (!env.JWT_SECRET) refuse('DEV_TOKENS', 'needs JWT_SECRET: tokens of JWKS_URL are not ours to sign');
    }
  },
  { when: () => true }, // told together with all other problems, not only once those are mended
);

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
    production: env.NODE_ENV === 'production',
    logLevel: env.LOG_LEVEL,
    tracesEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    database: {
      url: env.DATABASE_URL,
      connections: env.DATABASE_CONNECTIONS,
      statementTimeoutMs: env.DATABASE_TIMEOUT_MS,
    },
    eventLog: eventLogConfigOf(env),
    topics: topicSpecsOf(topicShapeOf(env)),
    channels: env.CHANNELS,
    tokens: tokensOf(env),
    developmentTokens: env.DEV_TOKENS,
    allowedOrigins: env.ALLOWED_ORIGINS,
    introspection: env.GRAPHQL_INTROSPECTION ?? env.NODE_ENV !== 'production',
    historyRetentionDays: env.HISTORY_RETENTION_DAYS,
    reemission: quickened(reemissionPolicy, env.POLICY_TIME_SCALE),
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
    smsCountries: env.SMS_COUNTRIES,
    refusedTokens: { perSecond: env.REFUSED_TOKENS_PER_SECOND, burst: env.REFUSED_TOKENS_BURST },
    trustedProxies: env.TRUSTED_PROXIES,
    drainMs: env.SOCKET_DRAIN_MS,
  };
}

/** The same policy with quicker clocks, for tests: its times keep their proportions. */
function quickened({ most, everyMs, afterMs, againMs }: ReemissionPolicy, scale: number): ReemissionPolicy {
  return {
    most,
    everyMs: Math.round(everyMs * scale),
    afterMs: Math.round(afterMs * scale),
    againMs: Math.round(againMs * scale),
  };
}

/**
 * Reads only what making topics takes.
 *
 * @throws {EnvironmentError} with everything that is wrong with it
 */
export function readTopicsConfig(environment: Environment): Pick<Config, 'eventLog' | 'topics'> {
  const schema = z.object(eventLogVariables).superRefine(checkEventLogVariables, { when: () => true });
  const env = readEnvironment(schema, environment);
  return { eventLog: eventLogConfigOf(env), topics: topicSpecsOf(topicShapeOf(env)) };
}

type Variables = z.output<typeof serverEnvironment>;

function tokensOf(env: Variables): TokenConfig {
  const claims = { issuer: env.JWT_ISSUER ?? null, audience: env.JWT_AUDIENCE ?? null };
  if (env.JWT_SECRET !== undefined) return { kind: 'secret', secret: env.JWT_SECRET, ...claims };
  if (env.JWKS_URL !== undefined) return { kind: 'jwks', url: env.JWKS_URL, ...claims };
  throw new EnvironmentError(['JWT_SECRET: is needed, or JWKS_URL']);
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
