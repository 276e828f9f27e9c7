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
      REMINDERS: '24h:email,2h:fax',
      REMINDER_HOURS: '21:00-08:00',
    });
    for (const name of [
      'DATABASE_URL',
      'PORT',
      'CHANNELS',
      'KAFKA_BROKERS',
      'ALLOWED_ORIGINS',
      'SOCKETS',
      'GRAPHQL_INTROSPECTION',
      'REMINDERS',
      'REMINDER_HOURS',
      'JWT_SECRET',
    ]) {
      expect(problems.some((problem) => problem.startsWith(name))).toBe(true);
    }
  });

  it('refuses to forget changes whose events the log, or a dead letter, still holds', () => {
    expect(problemsOf({ ...needed, HISTORY_RETENTION_DAYS: '30' })).toEqual([
      'HISTORY_RETENTION_DAYS: at least 31 is expected',
    ]);
    expect(readConfig({ ...needed, HISTORY_RETENTION_DAYS: '31' }).historyRetentionDays).toBe(31);
    const days = (count: number) => String(count * 86_400_000);
    expect(problemsOf({ ...needed, TOPIC_RETENTION_MS: days(90) })).toEqual([
      'HISTORY_RETENTION_DAYS: more than TOPIC_RETENTION_MS is expected: what the log still holds must not be forgotten',
    ]);
    expect(problemsOf({ ...needed, TOPIC_RETENTION_MS: days(90), HISTORY_RETENTION_DAYS: '91' })).toEqual([]);
  });

  it('takes for the metrics no port that is taken already', () => {
    expect(problemsOf({ ...needed, METRICS_PORT: '4000' })).toEqual([
      'METRICS_PORT: another port than PORT is expected',
    ]);
    expect(readConfig({ ...needed, METRICS_PORT: '9464' }).metricsPort).toBe(9_464);
    expect(readConfig(needed).metricsPort).toBeNull();
  });

  it('allows no development tokens and no introspection in production', () => {
    const production = { ...needed, NODE_ENV: 'production' };
    expect(problemsOf({ ...production, DEV_TOKENS: '1' })).toEqual([
      'DEV_TOKENS: must not be 1 when NODE_ENV is production',
    ]);
    expect(readConfig(production).introspection).toBe(false);
    expect(readConfig({ ...production, GRAPHQL_INTROSPECTION: '1' }).introspection).toBe(true);
  });

  it('takes no secret that can be guessed, and hands out tokens on this machine alone', () => {
    expect(problemsOf({ ...needed, JWT_SECRET: 'short', JWT_SECRET_PREVIOUS: 'x'.repeat(31) })).toEqual([
      'JWT_SECRET: at least 32 characters are expected, got 5',
      'JWT_SECRET_PREVIOUS: at least 32 characters are expected, got 31',
    ]);
    const foreign = { DATABASE_URL: needed.DATABASE_URL, JWKS_URL: 'https://id.example/jwks' };
    expect(problemsOf({ ...foreign, JWT_SECRET_PREVIOUS: 'x'.repeat(32) })).toEqual([
      'JWT_SECRET_PREVIOUS: is given without JWT_SECRET',
    ]);
    for (const HOST of ['0.0.0.0', '::', '192.168.7.5']) {
      expect(problemsOf({ ...needed, DEV_TOKENS: '1', HOST })).toEqual([
        'DEV_TOKENS: must not be 1 unless HOST is this machine alone, such as 127.0.0.1: it lets everybody in',
      ]);
    }
    for (const HOST of ['127.0.0.1', '::1', 'localhost'])
      expect(problemsOf({ ...needed, DEV_TOKENS: '1', HOST })).toEqual([]);
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

  it('takes an identity provider instead, whose tokens must be for us', () => {
    const there = { DATABASE_URL: needed.DATABASE_URL, OIDC_ISSUER: 'https://id.example/', OIDC_CLIENT_ID: 'web' };
    const { tokens, signIn } = readConfig(there);
    expect(tokens).toEqual({
      kind: 'provider',
      provider: 'https://id.example/',
      url: null,
      roles: { claim: 'role', staff: ['staff'], customers: null },
      issuer: null,
      audience: 'web',
    });
    expect(signIn).toEqual({
      issuer: 'https://id.example/',
      clientId: 'web',
      scope: 'openid profile offline_access',
      parameters: {},
      audience: 'web',
    });
    const more = readConfig({
      ...there,
      JWT_AUDIENCE: 'https://api.example',
      OIDC_ROLE_CLAIM: 'groups',
      OIDC_STAFF_VALUES: 'desk, admin',
      OIDC_CUSTOMER_VALUES: 'people',
      OIDC_PARAMETERS: 'prompt=consent&resource=https%3A%2F%2Fapi.example',
      JWKS_URL: 'https://id.example/keys',
    });
    expect(more.tokens).toMatchObject({
      url: 'https://id.example/keys',
      roles: { claim: 'groups', staff: ['desk', 'admin'], customers: ['people'] },
      audience: 'https://api.example',
    });
    expect(more.signIn?.parameters).toEqual({
      audience: 'https://api.example',
      prompt: 'consent',
      resource: 'https://api.example',
    });
    expect(readConfig({ ...needed }).signIn).toBeNull();
  });

  it('says what is wrong with the settings of an identity provider', () => {
    const { DATABASE_URL } = needed;
    expect(problemsOf({ DATABASE_URL, OIDC_ISSUER: 'https://id.example' })).toEqual([
      'OIDC_CLIENT_ID: is needed beside OIDC_ISSUER, or JWT_AUDIENCE where nobody signs in on the web client',
    ]);
    expect(problemsOf({ ...needed, OIDC_CLIENT_ID: 'web' })).toEqual(['OIDC_CLIENT_ID: is given without OIDC_ISSUER']);
    const there = { OIDC_ISSUER: 'https://id.example', OIDC_CLIENT_ID: 'web' };
    expect(problemsOf({ ...needed, ...there })).toEqual([
      'OIDC_ISSUER: is given beside JWT_SECRET: tokens are checked with the one or the other',
    ]);
    expect(problemsOf({ DATABASE_URL, ...there, OIDC_ISSUER: 'id.example' })).toEqual([
      'OIDC_ISSUER: an http(s) URL is expected',
    ]);
    expect(problemsOf({ DATABASE_URL, ...there, OIDC_SCOPE: 'profile' })).toEqual([
      'OIDC_SCOPE: openid is expected among scopes, with spaces between',
    ]);
    expect(problemsOf({ DATABASE_URL, ...there, OIDC_PARAMETERS: 'state=x' })[0]).toContain('not state');
  });

  it('uses Kafka when there are brokers', () => {
    expect(readConfig({ ...needed, KAFKA_BROKERS: 'a:9092, b:9092' }).eventLog).toMatchObject({
      kind: 'kafka',
      brokers: ['a:9092', 'b:9092'],
    });
  });
});
