import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const needed = { DATABASE_URL: 'postgres://user:pass@db/belltower', JWT_SECRET: 'x'.repeat(32) };

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (!(error instanceof Error && 'problems' in error)) throw error;
    return error.problems as readonly string[];
  }
}

describe('the server’s configuration', () => {
  it('requires a database and a way to check tokens, and nothing else', () => {
    expect(problemsOf({})).toEqual(['DATABASE_URL: is needed', 'JWT_SECRET: is needed, or JWKS_URL']);
    const config = readConfig(needed);
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 4_000,
      channels: ['email', 'sms'],
      eventLog: { kind: 'postgres' },
      introspection: true,
      developmentTokens: false,
      documents: { depth: 10, aliases: 50, tokens: 2_000 },
      bodyBytes: 2_097_152,
    });
    expect(config.topics.map(({ topic }) => topic)).toContain('notifications.status.dead-letter');
  });

  it('reports everything that is wrong at once, each variable by its name', () => {
    const problems = problemsOf({
      DATABASE_URL: 'mysql://x',
      PORT: '70000',
      CHANNELS: 'email,fax',
      KAFKA_BROKERS: 'nowhere',
      ALLOWED_ORIGINS: 'example.com',
      SOCKETS: 'many',
      GRAPHQL_INTROSPECTION: 'yes',
    });
    for (const name of [
      'DATABASE_URL',
      'PORT',
      'CHANNELS',
      'KAFKA_BROKERS',
      'ALLOWED_ORIGINS',
      'SOCKETS',
      'GRAPHQL_INTROSPECTION',
      'JWT_SECRET',
    ]) {
      expect(problems.some((problem) => problem.startsWith(name))).toBe(true);
    }
  });

  it('allows no development tokens and no introspection in production', () => {
    const production = { ...needed, NODE_ENV: 'production' };
    expect(problemsOf({ ...production, DEV_TOKENS: '1' })).toEqual([
      'DEV_TOKENS: must not be 1 when NODE_ENV is production',
    ]);
    expect(problemsOf({ ...production, JWT_SECRET: 'short' })).toHaveLength(1);
    expect(readConfig(production).introspection).toBe(false);
    expect(readConfig({ ...production, GRAPHQL_INTROSPECTION: '1' }).introspection).toBe(true);
  });

  it('allows one way of checking tokens only', () => {
    expect(problemsOf({ ...needed, JWKS_URL: 'https://id.example/keys' })).toHaveLength(1);
    expect(
      readConfig({ DATABASE_URL: needed.DATABASE_URL, JWKS_URL: 'https://id.example/keys', JWT_ISSUER: 'i' }).tokens,
    ).toEqual({
      kind: 'jwks',
      url: 'https://id.example/keys',
      issuer: 'i',
      audience: null,
    });
  });

  it('uses Kafka when there are brokers', () => {
    expect(readConfig({ ...needed, KAFKA_BROKERS: 'a:9092, b:9092' }).eventLog).toMatchObject({
      kind: 'kafka',
      brokers: ['a:9092', 'b:9092'],
    });
  });
});
