/** The variables that say which event log is used, for services to spread into their own. */
import { z } from 'zod';
import type { TopicSpec } from './event-log.ts';
import type { EventLogConfig } from './open-event-log.ts';

const WEEK_MS = 7 * 24 * 3_600_000;
/** A Kafka topic's name, a partition, a position. */
const PLACE = /^([A-Za-z0-9._-]{1,249})\/(\d{1,9})\/(\d{1,15})$/;
const BROKER = /^(?:[A-Za-z0-9.-]+):(\d{1,5})$/;

const whole = (fallback: number, least: number, most: number) =>
  z
    .string()
    .default(String(fallback))
    .transform(Number)
    .pipe(
      z
        .int('a whole number is expected')
        .min(least, `at least ${least} is expected`)
        .max(most, `at most ${most} is expected`),
    );

const databaseUrl = z
  .string('is needed')
  .refine(
    (text) => URL.canParse(text) && ['postgres:', 'postgresql:'].includes(new URL(text).protocol),
    'a URL beginning with postgres:// or postgresql:// is expected',
  );

/** Every variable the event log reads: `z.object({ ...eventLogVariables, … })`, with `checkEventLogVariables`. */
export const eventLogVariables = {
  DATABASE_URL: databaseUrl,
  DATABASE_DIRECT_URL: databaseUrl.optional(),
  KAFKA_BROKERS: z
    .string()
    .transform(listOf)
    .pipe(z.array(z.string().refine(isBroker, 'each broker must be written as host:port, with commas between')).min(1))
    .optional(),
  KAFKA_SSL: z
    .enum(['0', '1'], 'must be 1 or 0')
    .transform((value) => value === '1')
    .default(false),
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'], 'must be plain, scram-sha-256 or scram-sha-512')
    .optional(),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  KAFKA_SKIP: z
    .string()
    .default('')
    .transform((text) => listOf(text).map((place) => PLACE.exec(place)))
    .refine(
      (found) => !found.includes(null),
      'each batch must be written as topic/partition/position, with commas between',
    )
    .transform((found) =>
      found.map((match) => ({ topic: match?.[1] ?? '', partition: Number(match?.[2]), position: Number(match?.[3]) })),
    ),
  TOPIC_PARTITIONS: whole(1, 1, 10_000),
  TOPIC_REPLICATION_FACTOR: whole(1, 1, 100),
  TOPIC_MIN_INSYNC_REPLICAS: whole(1, 1, 100),
  TOPIC_RETENTION_MS: whole(WEEK_MS, 1_000, Number.MAX_SAFE_INTEGER),
} as const;

type Variables = z.output<z.ZodObject<typeof eventLogVariables>>;

/**
 * What cannot be said of one variable alone: `schema.superRefine(checkEventLogVariables, { when: () => true })`, so
 * that it is reported together with everything else that is wrong.
 */
export function checkEventLogVariables(env: Partial<Variables>, context: z.RefinementCtx): void {
  const refuse = (name: keyof Variables, message: string) => {
    context.addIssue({ code: 'custom', path: [name], message });
  };
  const { KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD } = env;
  if (KAFKA_SASL_MECHANISM !== undefined) {
    if (KAFKA_SASL_USERNAME === undefined) refuse('KAFKA_SASL_USERNAME', 'is needed with KAFKA_SASL_MECHANISM');
    if (KAFKA_SASL_PASSWORD === undefined) refuse('KAFKA_SASL_PASSWORD', 'is needed with KAFKA_SASL_MECHANISM');
  } else if (KAFKA_SASL_USERNAME !== undefined || KAFKA_SASL_PASSWORD !== undefined) {
    refuse('KAFKA_SASL_MECHANISM', 'is needed with KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD');
  }
  const { TOPIC_MIN_INSYNC_REPLICAS: least, TOPIC_REPLICATION_FACTOR: copies } = env;
  if (least !== undefined && copies !== undefined && least > copies) {
    refuse('TOPIC_MIN_INSYNC_REPLICAS', `must not be more than TOPIC_REPLICATION_FACTOR, which is ${copies}`);
  }
}

const DAY_MS = 86_400_000;

/** Refuses a variable, in days, that topics outlive: who remembers their events for no longer takes an old one for new. */
export function checkOutlivesTopics<Name extends string>(
  name: Name,
  env: Partial<Readonly<Record<Name | 'TOPIC_RETENTION_MS', number>>>,
  context: z.RefinementCtx,
): void {
  const { [name]: days, TOPIC_RETENTION_MS: topicsMs } = env;
  if (days === undefined || topicsMs === undefined || days * DAY_MS > topicsMs) return;
  const message = 'more than TOPIC_RETENTION_MS is expected: what the log still holds must not be forgotten';
  context.addIssue({ code: 'custom', path: [name], message });
}

/** Where sessions go that lock and listen: past a pooler, which may give each transaction another connection. */
export function directUrlOf(env: Pick<Variables, 'DATABASE_URL' | 'DATABASE_DIRECT_URL'>): string {
  return env.DATABASE_DIRECT_URL ?? env.DATABASE_URL;
}

/** Which log these variables name: Kafka when there are brokers, else the one in PostgreSQL. Brokers know us as `clientId`. */
export function eventLogConfigOf(env: Variables, clientId: string): EventLogConfig {
  const { KAFKA_BROKERS: brokers, KAFKA_SASL_MECHANISM: mechanism } = env;
  if (brokers === undefined) return { kind: 'postgres', url: directUrlOf(env) };
  const { KAFKA_SASL_USERNAME: username = '', KAFKA_SASL_PASSWORD: password = '' } = env;
  const sasl = mechanism === undefined ? null : { mechanism, username, password };
  return { kind: 'kafka', clientId, brokers, ssl: env.KAFKA_SSL, sasl, skip: env.KAFKA_SKIP };
}

/** How topics are created that do not exist yet. */
export function topicShapeOf(env: Variables): Omit<TopicSpec, 'topic'> {
  return {
    partitions: env.TOPIC_PARTITIONS,
    replicationFactor: env.TOPIC_REPLICATION_FACTOR,
    minInsyncReplicas: env.TOPIC_MIN_INSYNC_REPLICAS,
    retentionMs: env.TOPIC_RETENTION_MS,
  };
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

function isBroker(text: string): boolean {
  const port = Number(BROKER.exec(text)?.[1] ?? 0);
  return port >= 1 && port <= 65_535;
}
