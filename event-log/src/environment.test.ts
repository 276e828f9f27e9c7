import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkEventLogVariables, eventLogConfigOf, eventLogVariables, topicShapeOf } from './environment.ts';

const schema = z.object(eventLogVariables).superRefine(checkEventLogVariables, { when: () => true });
const DATABASE_URL = 'postgres://localhost/belltower';

function problems(env: Record<string, string>): string[] {
  const parsed = schema.safeParse(env);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`);
}

describe('the environment of the event log', () => {
  it('names the log in PostgreSQL when no brokers are given, with one partition kept for a week', () => {
    const env = schema.parse({ DATABASE_URL });
    expect(eventLogConfigOf(env, 'test')).toEqual({ kind: 'postgres', url: DATABASE_URL });
    expect(topicShapeOf(env)).toEqual({
      partitions: 1,
      replicationFactor: 1,
      minInsyncReplicas: 1,
      retentionMs: 604_800_000,
    });
  });

  it('leads the log in PostgreSQL past a pooler when a direct connection is given', () => {
    const direct = 'postgres://localhost:5433/belltower';
    const env = schema.parse({ DATABASE_URL, DATABASE_DIRECT_URL: direct });
    expect(eventLogConfigOf(env, 'test')).toEqual({ kind: 'postgres', url: direct });
    expect(problems({ DATABASE_URL, DATABASE_DIRECT_URL: 'http://localhost' })).toEqual([
      'DATABASE_DIRECT_URL: a URL beginning with postgres:// or postgresql:// is expected',
    ]);
  });

  it('names Kafka when brokers are given, and how to connect', () => {
    const env = schema.parse({
      DATABASE_URL,
      KAFKA_BROKERS: 'one.example:9092, two.example:9092',
      KAFKA_SSL: '1',
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: 'belltower',
      KAFKA_SASL_PASSWORD: 'a password',
      KAFKA_SKIP: 'appointments.created/0/17, notifications.status/11/4000000000',
    });
    expect(eventLogConfigOf(env, 'test')).toEqual({
      kind: 'kafka',
      clientId: 'test',
      brokers: ['one.example:9092', 'two.example:9092'],
      ssl: true,
      sasl: { mechanism: 'scram-sha-512', username: 'belltower', password: 'a password' },
      skip: [
        { topic: 'appointments.created', partition: 0, position: 17 },
        { topic: 'notifications.status', partition: 11, position: 4_000_000_000 },
      ],
    });
  });

  it('reports everything that is wrong, each with its variable, and repeats no value', () => {
    const found = problems({
      DATABASE_URL: 'mysql://localhost',
      KAFKA_BROKERS: 'kafka',
      KAFKA_SSL: 'yes',
      KAFKA_SASL_USERNAME: 'a-user-name',
      KAFKA_SKIP: 'appointments.created/0',
      TOPIC_PARTITIONS: 'many',
      TOPIC_REPLICATION_FACTOR: '2',
      TOPIC_MIN_INSYNC_REPLICAS: '3',
      TOPIC_RETENTION_MS: '0',
    });
    expect(found.map((problem) => problem.split(':')[0])).toEqual([
      'DATABASE_URL',
      'KAFKA_BROKERS',
      'KAFKA_SSL',
      'KAFKA_SKIP',
      'TOPIC_PARTITIONS',
      'TOPIC_RETENTION_MS',
      'KAFKA_SASL_MECHANISM',
      'TOPIC_MIN_INSYNC_REPLICAS',
    ]);
    expect(found.join()).not.toMatch(/a-user-name|many|mysql/);
  });

  it('requires a user and a password with a mechanism', () => {
    expect(problems({ DATABASE_URL, KAFKA_BROKERS: 'kafka:9092', KAFKA_SASL_MECHANISM: 'plain' })).toEqual([
      'KAFKA_SASL_USERNAME: is needed with KAFKA_SASL_MECHANISM',
      'KAFKA_SASL_PASSWORD: is needed with KAFKA_SASL_MECHANISM',
    ]);
  });
});
