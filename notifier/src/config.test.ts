import { EnvironmentError } from '@belltower/support/settings';
import { describe, expect, it } from 'vitest';
import { policy, readConfig } from './config.ts';

const complete = {
  DATABASE_URL: 'postgres://localhost/x',
  SMTP_URL: 'smtp://localhost:25',
  MAIL_FROM: 'Clinic <clinic@clinic.example>',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'token',
  TWILIO_FROM: '+15005550006',
};

const problemsOf = (environment: Record<string, string | undefined>): readonly string[] => {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
};

describe('the configuration', () => {
  it('the configuration is read from the environment, the rest being defaults', () => {
    const config = readConfig({ ...complete, PUBLIC_URL: 'https://clinic.example/notifier/' });
    expect(config).toMatchObject({ host: '127.0.0.1', port: 4001, maxWaiting: 1_000, retentionDays: 90 });
    expect(config.publicUrl).toBe('https://clinic.example/notifier');
    expect(config.email?.limits.maxConcurrent).toBe(10);
  });

  it('the configuration takes the port of the metrics from the variable of its own, else from the one of both services', () => {
    const portOf = (variables: Record<string, string>) => readConfig({ ...complete, ...variables }).metricsPort;
    expect(portOf({})).toBeNull();
    expect(portOf({ METRICS_PORT: '9464' })).toBe(9_464);
    expect(portOf({ METRICS_PORT: '9464', NOTIFIER_METRICS_PORT: '9465' })).toBe(9_465);
    expect(problemsOf({ ...complete, METRICS_PORT: '4001' })).toEqual([
      'METRICS_PORT: another port than NOTIFIER_PORT is expected',
    ]);
  });

  it('the configuration names everything that an enabled channel lacks, together with what is wrong elsewhere', () => {
    const problems = problemsOf({ DATABASE_URL: 'mysql://x', NOTIFIER_PORT: 'abc', TWILIO_FROM: '+15005550006' });
    for (const name of [
      'DATABASE_URL',
      'NOTIFIER_PORT',
      'SMTP_URL',
      'MAIL_FROM',
      'TWILIO_ACCOUNT_SID',
      'TWILIO_AUTH_TOKEN',
    ]) {
      expect(
        problems.some((problem) => problem.startsWith(`${name}:`)),
        name,
      ).toBe(true);
    }
  });

  it('the configuration needs nothing for a channel that is off, and refuses one that does not exist', () => {
    const { SMTP_URL: _, MAIL_FROM: __, ...withoutMail } = complete;
    expect(readConfig({ ...withoutMail, CHANNELS: 'sms' }).email).toBeNull();
    expect(problemsOf({ ...complete, CHANNELS: 'sms,pigeon' })[0]).toMatch(/^CHANNELS/);
    expect(problemsOf({ ...complete, CHANNELS: ' , ' })).not.toEqual([]);
  });

  it('the configuration wants the account’s token beside an API key only where callbacks are to be checked with it', () => {
    const { TWILIO_AUTH_TOKEN: _, ...tokenless } = complete;
    const byKey = { ...tokenless, TWILIO_API_KEY: `SK${'0'.repeat(32)}`, TWILIO_API_SECRET: 's3cret' };
    expect(readConfig(byKey).sms).toMatchObject({ authToken: null, apiKey: { secret: 's3cret' } });
    expect(problemsOf({ ...byKey, PUBLIC_URL: 'https://clinic.example' })).toEqual([
      'TWILIO_AUTH_TOKEN: is required beside PUBLIC_URL: Twilio signs callbacks with it, also where an API key sends',
    ]);
  });

  it.each([
    'SMTP_URL',
    'SMTP_OAUTH_CLIENT_SECRET',
    'SMTP_OAUTH_REFRESH_TOKEN',
    'SMTP_CA',
    'TWILIO_AUTH_TOKEN',
    'TWILIO_AUTH_TOKEN_PREVIOUS',
    'TWILIO_API_SECRET',
  ])('reads %s from the file that its _FILE names', (name) => {
    const path = '/nowhere/secret';
    expect(problemsOf({ ...complete, [name]: undefined, [`${name}_FILE`]: path })).toContain(
      `${name}_FILE: cannot be read (ENOENT)`,
    );
  });

  it('the configuration takes a second account of ours or of a module, beside any first one', () => {
    const acme = '/opt/acme/acme.ts';
    const first = { SMTP_URL: undefined, SMS_PROVIDER: acme, EMAIL_PROVIDER: acme };
    const ofTwilio = {
      TWILIO_ACCOUNT_SID_FALLBACK: complete.TWILIO_ACCOUNT_SID,
      TWILIO_AUTH_TOKEN_FALLBACK: 'second',
      TWILIO_FROM_FALLBACK: complete.TWILIO_FROM,
    };
    const byModules = readConfig({ ...complete, EMAIL_PROVIDER_FALLBACK: acme, SMS_PROVIDER_FALLBACK: 'acme' });
    expect(byModules.fallback).toMatchObject({ email: null, sms: null });
    expect(byModules.fallback?.plugged).toMatchObject({ email: { module: acme }, sms: { module: 'acme' } });
    expect(byModules.plugged).toEqual({});
    const byOurs = readConfig({ ...complete, ...first, ...ofTwilio, SMTP_URL_FALLBACK: 'smtp://second' });
    expect(byOurs).toMatchObject({ email: null, sms: null, plugged: { email: { module: acme } } });
    expect(byOurs.fallback).toMatchObject({
      email: { url: 'smtp://second' },
      sms: { authToken: 'second' },
      plugged: {},
    });
  });

  it('the configuration reads Twilio’s second account by either name of each variable, and refuses both at once', () => {
    const other = {
      TWILIO_FALLBACK_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
      TWILIO_FALLBACK_AUTH_TOKEN: 'second',
      TWILIO_FALLBACK_FROM: '+15005550007',
    };
    expect(readConfig({ ...complete, ...other }).fallback?.sms).toMatchObject({
      accountSid: other.TWILIO_FALLBACK_ACCOUNT_SID,
      authToken: 'second',
      sender: { from: '+15005550007' },
    });
    expect(problemsOf({ ...complete, ...other, TWILIO_FALLBACK_AUTH_TOKEN: '' })).toEqual([
      'TWILIO_AUTH_TOKEN_FALLBACK: is required for the SMS channel',
    ]);
    const byFile = { ...other, TWILIO_FALLBACK_AUTH_TOKEN: undefined, TWILIO_FALLBACK_AUTH_TOKEN_FILE: '/nowhere' };
    expect(problemsOf({ ...complete, ...byFile })).toContain(
      'TWILIO_AUTH_TOKEN_FALLBACK_FILE: cannot be read (ENOENT)',
    );
    expect(problemsOf({ ...complete, ...other, TWILIO_FROM_FALLBACK: '+15005550008' })).toEqual([
      'TWILIO_FALLBACK_FROM: given twice, also as TWILIO_FROM_FALLBACK',
    ]);
  });

  it.each([
    [{ EMAIL_PROVIDER_FALLBACK: 'smtp' }, ['SMTP_URL_FALLBACK: is required where EMAIL_PROVIDER_FALLBACK is smtp']],
    [
      { SMS_PROVIDER_FALLBACK: 'twilio' },
      ['TWILIO_ACCOUNT_SID_FALLBACK: is required where SMS_PROVIDER_FALLBACK is twilio'],
    ],
    [
      { SMS_PROVIDER_FALLBACK: 'smtp' },
      ['SMS_PROVIDER_FALLBACK: twilio, a path or the name of a package is expected: smtp is not for sms'],
    ],
    [
      { EMAIL_PROVIDER_FALLBACK: './acme.ts', SMTP_URL_FALLBACK: 'smtp://second' },
      ['SMTP_URL_FALLBACK: is not expected beside EMAIL_PROVIDER_FALLBACK, which names another provider'],
    ],
    [{ EMAIL_PROVIDER_FALLBACK: 'smtp', SMTP_URL_FALLBACK: 'smtp://second' }, []],
    [{ CHANNELS: 'sms', EMAIL_PROVIDER_FALLBACK: './acme.ts' }, []],
  ])('the configuration says how settings of a second account contradict: %o', (settings, problems) => {
    expect(problemsOf({ ...complete, ...settings })).toEqual(problems);
  });

  it('the configuration refuses to forget deliveries whose events the log still holds', () => {
    expect(problemsOf({ ...complete, LEDGER_RETENTION_DAYS: '30' })).not.toEqual([]);
    expect(problemsOf({ ...complete, TOPIC_RETENTION_MS: String(91 * 86_400_000) })[0]).toMatch(
      /^LEDGER_RETENTION_DAYS/,
    );
  });

  it('the policy ends every send before its lease can be taken over', () => {
    const { lease, sendDeadlineMs } = policy;
    expect(lease.sendWithinMs + sendDeadlineMs).toBeLessThan(lease.leaseMs);
    expect(lease.renewMs).toBeLessThan(lease.sendWithinMs);
  });
});
