/** The server's part of the environment: every variable, its form, and what must not be combined. */
import { checkEventLogVariables, checkOutlivesTopics, eventLogVariables } from '@belltower/event-log';
import {
  channelNames,
  countryListSchema,
  countrySchema,
  DEAD_LETTER_RETENTION_DAYS,
  referencePrefixSchema,
} from '@belltower/events';
import { messageVariables } from '@belltower/messages/settings';
import { flag, httpUrl, integer, isLoopback, list, listOf, processVariables } from '@belltower/support/settings';
import { z } from 'zod';
import { isNetwork } from './auth/addresses.ts';
import { guestVariables } from './auth/guest-links.ts';
import { checkSignIn, signInVariables } from './auth/sign-in.ts';
import { reminderHoursSchema, reminderRulesSchema } from './reminders/reminder-rules.ts';

/** Every variable the server reads. `.env.example` says what each is for. */
export const serverVariables = {
  NODE_ENV: z.string().default('development'),
  PORT: integer(0, 65_535).default(4_000),
  METRICS_PORT: integer(0, 65_535).optional(),
  ...processVariables,
  ...eventLogVariables,
  DATABASE_CONNECTIONS: integer(2, 1_000).default(10),
  DATABASE_TIMEOUT_MS: integer(100).default(10_000),
  CHANNELS: listOf(channelNames).default([...channelNames]),
  JWT_SECRET: z.string().optional(),
  JWT_SECRET_PREVIOUS: z.string().optional(),
  JWKS_URL: httpUrl.optional(),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  ...signInVariables,
  DEV_TOKENS: flag.default(false),
  ...guestVariables,
  ALLOWED_ORIGINS: list
    .pipe(z.array(z.string().refine(isOrigin, 'each must be an origin, such as https://example.com')))
    .default([]),
  GRAPHQL_INTROSPECTION: flag.optional(),
  HISTORY_RETENTION_DAYS: integer(DEAD_LETTER_RETENTION_DAYS + 1, 36_500).default(90),
  HTTP_BODY_BYTES: integer(1_024).default(2 * 1024 * 1024),
  REQUESTS_PER_SECOND: integer(1).default(500),
  REQUESTS_BURST: integer(1).default(1_000),
  CUSTOMER_BOOKINGS_PER_HOUR: integer(0, 1_000).default(60),
  RECIPIENT_MESSAGES_PER_DAY: integer(0, 1_000).default(20),
  SMS_COUNTRIES: countryListSchema.optional(),
  DEFAULT_COUNTRY: countrySchema.optional(),
  REFERENCE_PREFIX: referencePrefixSchema.optional(),
  REMINDERS: reminderRulesSchema.default([]),
  REMINDER_HOURS: reminderHoursSchema.default({ firstMinute: 8 * 60, lastMinute: 21 * 60 }),
  // what staff see of messages is written as the notifier writes it
  MAIL_FROM: z.string().optional(),
  MAIL_REPLY_TO: z.string().optional(),
  ...messageVariables,
  REFUSED_TOKENS_PER_SECOND: integer(1).default(10),
  REFUSED_TOKENS_BURST: integer(1).default(100),
  TRUSTED_PROXIES: list
    .pipe(z.array(z.string().refine(isNetwork, 'each must be an address or a network, such as 10.0.0.0/8')))
    .default([]),
  QUERY_DEPTH: integer(1).default(10),
  QUERY_ALIASES: integer(0).default(50),
  QUERY_TOKENS: integer(1).default(2_000),
  QUERY_COST: integer(1).default(50_000),
  SOCKETS: integer(1).default(20_000),
  SOCKETS_PER_USER: integer(1).default(1_000),
  SOCKETS_PER_ADDRESS: integer(1).default(1_000),
  SOCKETS_ON_LOOPBACK: integer(1).default(20_000),
  SOCKET_SUBSCRIPTIONS: integer(1).default(100),
  SOCKET_SUBSCRIBES_PER_SECOND: integer(1).default(50),
  SOCKET_FRAME_BYTES: integer(1_024).default(64 * 1024),
  SOCKET_QUEUE_CHANGES: integer(1).default(1_000),
  SOCKET_QUEUE_BYTES: integer(1_024).default(1024 * 1024),
  SOCKET_USER_BYTES: integer(65_536).default(64 * 1024 * 1024),
  SOCKET_INIT_MS: integer(1).default(3_000),
  SOCKET_DRAIN_MS: integer(0).default(3_000),
};

/** A key for HS256 has 256 bits at least (RFC 7518, 3.2). */
const SECRET_LENGTH = 32;

/** The environment as the server takes it. */
export const serverEnvironment = z.object(serverVariables).superRefine(
  (env, context) => {
    checkEventLogVariables(env, context);
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (env.METRICS_PORT === env.PORT && env.PORT !== 0) refuse('METRICS_PORT', 'another port than PORT is expected');
    if (!env.JWT_SECRET && !env.JWKS_URL && !env.OIDC_ISSUER) refuse('JWT_SECRET', 'is needed, or JWKS_URL');
    if (env.JWT_SECRET && env.JWKS_URL) refuse('JWKS_URL', 'is given beside JWT_SECRET: only one may be');
    checkSignIn(env, refuse);
    checkOutlivesTopics('HISTORY_RETENTION_DAYS', env, context);
    for (const name of ['JWT_SECRET', 'JWT_SECRET_PREVIOUS'] as const) {
      const length = env[name]?.length ?? SECRET_LENGTH;
      if (length < SECRET_LENGTH) refuse(name, `at least ${SECRET_LENGTH} characters are expected, got ${length}`);
    }
    if (env.JWT_SECRET_PREVIOUS && !env.JWT_SECRET) refuse('JWT_SECRET_PREVIOUS', 'is given without JWT_SECRET');
    if (env.DEV_TOKENS === true) {
      if (env.NODE_ENV === 'production') refuse('DEV_TOKENS', 'must not be 1 when NODE_ENV is production');
      if (env.HOST !== undefined && !isLoopback(env.HOST)) {
        refuse(
          'DEV_TOKENS',
          'must not be 1 unless HOST is this machine alone, such as 127.0.0.1: it lets everybody in',
        );
      }
      if (!env.JWT_SECRET) refuse('DEV_TOKENS', 'needs JWT_SECRET: tokens of JWKS_URL are not ours to sign');
    }
  },
  { when: () => true }, // reported with all other problems, not only once those are fixed
);

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
