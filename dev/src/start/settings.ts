/** What `npm start` reads from the environment, and what it decides from that. Pure. */
import { type Environment, EnvironmentError, isLoopback, readEnvironment } from '@belltower/support/settings';
import { z } from 'zod';
import { logLevels } from '../process/console-line.ts';

const port = z.coerce.number<string>('a port number is expected').int().min(1).max(65_535);
/** Only whether it is given matters here: the services read it themselves. */
const given = z.string().optional();

/**
 * The variables that `npm start` itself looks at. All others reach the services as they are. `MAIL_PAGE_PORT` and
 * `SMS_PAGE_PORT` are its own; what the rest mean stands in .env.example.
 */
export const startVariables = z.object({
  PORT: port.default(4000),
  NOTIFIER_PORT: port.optional(),
  MAIL_PAGE_PORT: port.optional(),
  SMS_PAGE_PORT: port.optional(),
  METRICS_PORT: port.optional(),
  NOTIFIER_METRICS_PORT: port.optional(),
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: given,
  KAFKA_BROKERS: given,
  SMTP_URL: given,
  MAIL_FROM: given,
  JWT_SECRET: given,
  JWKS_URL: given,
  OIDC_ISSUER: given,
  JWT_ISSUER: given,
  JWT_AUDIENCE: given,
  PUBLIC_URL: given,
  PUBLIC_WEB_URL: given,
  DEV_TOKENS: given,
  ALLOWED_ORIGINS: given,
  CHANNELS: z.string().default('email,sms'),
  NODE_ENV: given,
  LOG_LEVEL: z.enum(logLevels).optional(),
});

/** What was asked for on the command line. */
export interface StartOptions {
  readonly kafka: boolean;
  readonly watch: boolean;
}

/** What a port is for, and which variable moves it. */
export interface PlannedPort {
  readonly port: number;
  readonly part: string;
  readonly variable: string;
}

/** Where the events go in this run. */
export type PlannedEventLog =
  | { readonly kind: 'postgres' }
  | { readonly kind: 'local-kafka' }
  | { readonly kind: 'given-kafka'; readonly brokers: string };

/** Everything that is decided before anything is started. */
export type StartPlan = ReturnType<typeof planStart>;

/**
 * Decides what is started where. A variable given from outside wins, and its part is not started.
 *
 * @throws {EnvironmentError} with every problem at once
 */
export function planStart(environment: Environment, options: StartOptions) {
  const found = readEnvironment(startVariables, environment);
  const notes: string[] = [];
  const startsMail = isStarted('the mail inbox', 'email', found.SMTP_URL === undefined ? null : 'SMTP_URL');
  const startsSms = isStarted('the SMS simulator', 'sms', twilioVariable(environment));
  if (found.DATABASE_URL !== undefined) notes.push('PostgreSQL is not started: DATABASE_URL is given');
  if (found.KAFKA_BROKERS !== undefined && options.kafka)
    notes.push('Apache Kafka is not started: KAFKA_BROKERS is given');

  const isLocal = isLoopback(found.HOST);
  if (!isLocal)
    notes.push('/dev/token is not there: HOST is reached from other machines; sign in with the tokens below');

  function isStarted(part: string, channel: string, variable: string | null): boolean {
    const reason = !found.CHANNELS.split(',').some((name) => name.trim() === channel)
      ? `CHANNELS leaves ${channel} out`
      : variable && `${variable} is given`;
    if (reason) notes.push(`${part} is not started: ${reason}`);
    return !reason;
  }

  const at = (
    variable: 'PORT' | 'NOTIFIER_PORT' | 'MAIL_PAGE_PORT' | 'SMS_PAGE_PORT',
    offset: number,
    part: string,
  ) => {
    return { port: found[variable] ?? found.PORT + offset, part, variable };
  };
  const server = at('PORT', 0, 'the server');
  const notifier = at('NOTIFIER_PORT', 1, 'the notifier');
  /** Null when that part is not started. */
  const mailPage = startsMail ? at('MAIL_PAGE_PORT', 2, 'the mail inbox page') : null;
  const smsPage = startsSms ? at('SMS_PAGE_PORT', 3, 'the SMS page') : null;
  /** Of readiness and metrics, null when they are on the public ports: one variable is enough for both services. */
  const metricsPort = (variable: 'METRICS_PORT' | 'NOTIFIER_METRICS_PORT', offset: number, part: string) => {
    const port = found[variable] ?? (found.METRICS_PORT && found.METRICS_PORT + offset);
    return port === undefined ? null : { port, part, variable };
  };
  const serverMetrics = metricsPort('METRICS_PORT', 0, "the server's metrics");
  const notifierMetrics = metricsPort('NOTIFIER_METRICS_PORT', 1, "the notifier's metrics");
  const ports = { server, notifier, mailPage, smsPage, serverMetrics, notifierMetrics };
  refuseImpossible(Object.values(ports).filter((planned) => planned !== null));

  const reachable = ['127.0.0.1', '0.0.0.0', '::', 'localhost'].includes(found.HOST) ? 'localhost' : found.HOST;
  const origin = (at: number) => `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${at}`;
  return {
    watch: options.watch,
    given: found,
    host: found.HOST,
    ports,
    /** Where a browser on this machine finds the server and the notifier. */
    serverUrl: origin(server.port),
    notifierUrl: origin(notifier.port),
    /** Where they say whether they are ready. */
    readyUrls: {
      server: `${origin((serverMetrics ?? server).port)}/readyz`,
      notifier: `${origin((notifierMetrics ?? notifier).port)}/readyz`,
    },
    eventLog: plannedEventLog(found.KAFKA_BROKERS, options.kafka),
    /** The server refuses them elsewhere. */
    mayHaveDevTokens: found.NODE_ENV !== 'production' && isLocal,
    startsPostgres: found.DATABASE_URL === undefined,
    /** The services' level, and the least level shown on the console. */
    logLevel: found.LOG_LEVEL ?? 'info',
    shownLevel: found.LOG_LEVEL ?? 'warn',
    /** What a person should know of parts that are left out. */
    notes: notes as readonly string[],
  };
}

function plannedEventLog(brokers: string | undefined, kafka: boolean): PlannedEventLog {
  if (brokers !== undefined) return { kind: 'given-kafka', brokers };
  return { kind: kafka ? 'local-kafka' : 'postgres' };
}

function twilioVariable(environment: Environment): string | null {
  return Object.keys(environment).find((name) => name.startsWith('TWILIO_') && environment[name]) ?? null;
}

function refuseImpossible(ports: readonly PlannedPort[]): void {
  const problems = ports.flatMap(({ port, part, variable }, index) => {
    const other = ports.slice(0, index).find((earlier) => earlier.port === port);
    if (other !== undefined) return [`${variable}: ${port} is the port of ${other.part} too (${other.variable})`];
    return port > 65_535 ? [`${variable}: ${port} is no port for ${part}; choose a smaller PORT, or set it`] : [];
  });
  if (problems.length > 0) throw new EnvironmentError(problems);
}
