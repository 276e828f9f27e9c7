/** The server's part of the environment: every variable, its form, and what must not be combined. */
import { checkEventLogVariables, eventLogVariables } from '@belltower/event-log';
import { channelNames, countryListSchema, countrySchema } from '@belltower/events';
import { flag, httpUrl, integer, list, listOf, processVariables } from '@belltower/support/settings';
import { z } from 'zod';
import { isNetwork } from './auth/addresses.ts';

/** Every variable the server reads. `.env.example` says what each is for. */
export const serverVariables = {
  NODE_ENV: z.string().default('development'),
  PORT: integer(0, 65_535).default(4_000),
  ...processVariables,
  ...eventLogVariables,
  DATABASE_CONNECTIONS: integer(2, 1_000).default(10),
  DATABASE_TIMEOUT_MS: integer(100).default(10_000),
  CHANNELS: listOf(channelNames).default([...channelNames]),
  JWT_SECRET: z.string().optional(),
  JWKS_URL: httpUrl.optional(),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  DEV_TOKENS: flag.default(false),
  ALLOWED_ORIGINS: list
    .pipe(z.array(z.string().refine(isOrigin, 'each must be an origin, such as https://example.com')))
    .default([]),
  GRAPHQL_INTROSPECTION: flag.optional(),
  HISTORY_RETENTION_DAYS: integer(1).default(90),
  HTTP_BODY_BYTES: integer(1_024).default(2 * 1024 * 1024),
  REQUESTS_PER_SECOND: integer(1).default(500),
  REQUESTS_BURST: integer(1).default(1_000),
  CUSTOMER_BOOKINGS_PER_HOUR: integer(0, 1_000).default(60),
  RECIPIENT_MESSAGES_PER_DAY: integer(0, 1_000).default(20),
  SMS_COUNTRIES: countryListSchema.optional(),
  DEFAULT_COUNTRY: countrySchema.optional(),
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
  { when: () => true }, // reported with all other problems, not only once those are fixed
);

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
