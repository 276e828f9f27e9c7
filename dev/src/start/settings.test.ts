import { describe, expect, it } from 'vitest';
import { serviceEnvironment } from './service-environment.ts';
import { planStart } from './settings.ts';

const plain = { kafka: false, watch: false };
const addresses = {
  databaseUrl: 'postgres://127.0.0.1/ours',
  brokers: null,
  smtpUrl: 'smtp://127.0.0.1:1025',
  smsUrl: 'http://127.0.0.1:4003',
  jwtSecret: 'a secret of ours',
  viteUrl: null,
};

describe('planStart', () => {
  it('takes four ports in a row from PORT on, each of which may be moved by itself', () => {
    const portsOf = (environment: Record<string, string>) =>
      Object.values(planStart(environment, plain).ports).flatMap((planned) => planned?.port ?? []);
    expect(portsOf({})).toEqual([4000, 4001, 4002, 4003]);
    expect(portsOf({ PORT: '5000', MAIL_PAGE_PORT: '8025' })).toEqual([5000, 5001, 8025, 5003]);
    expect(planStart({ PORT: '5000' }, plain).serverUrl).toBe('http://localhost:5000');
  });

  it('refuses ports that cannot work, all at once and by their variables', () => {
    expect(() => planStart({ PORT: 'http' }, plain)).toThrow('PORT: a port number is expected');
    expect(() => planStart({ NOTIFIER_PORT: '4000', SMS_PAGE_PORT: '4002' }, plain)).toThrow(
      /NOTIFIER_PORT: 4000 is the port of the server too[\s\S]*SMS_PAGE_PORT: 4002 is the port of the mail inbox page too/,
    );
    expect(() => planStart({ PORT: '65534' }, plain)).toThrow('MAIL_PAGE_PORT: 65536 is no port');
  });

  it('starts no part whose variable is given, and says so', () => {
    const plan = planStart(
      { DATABASE_URL: 'postgres://db/x', SMTP_URL: 'smtp://mail', TWILIO_ACCOUNT_SID: 'AC1', KAFKA_BROKERS: 'a:1,b:2' },
      { kafka: true, watch: false },
    );
    expect(plan.startsPostgres).toBe(false);
    expect(plan.ports.mailPage).toBeNull();
    expect(plan.ports.smsPage).toBeNull();
    expect(plan.eventLog).toEqual({ kind: 'given-kafka', brokers: 'a:1,b:2' });
    expect(plan.notes).toEqual([
      'the mail inbox is not started: SMTP_URL is given',
      'the SMS simulator is not started: TWILIO_ACCOUNT_SID is given',
      'PostgreSQL is not started: DATABASE_URL is given',
      'Apache Kafka is not started: KAFKA_BROKERS is given',
    ]);
  });

  it('starts no inbox for a channel that is left out', () => {
    const plan = planStart({ CHANNELS: 'email' }, plain);
    expect(plan.ports.mailPage?.port).toBe(4002);
    expect(plan.ports.smsPage).toBeNull();
    expect(plan.notes).toEqual(['the SMS simulator is not started: CHANNELS leaves sms out']);
  });

  it('uses a broker of its own only when asked', () => {
    expect(planStart({}, plain).eventLog).toEqual({ kind: 'postgres' });
    expect(planStart({}, { kafka: true, watch: false }).eventLog).toEqual({ kind: 'local-kafka' });
  });

  it('is quiet on the console unless a level is given', () => {
    expect(planStart({}, plain)).toMatchObject({ logLevel: 'info', shownLevel: 'warn' });
    expect(planStart({ LOG_LEVEL: 'debug' }, plain)).toMatchObject({ logLevel: 'debug', shownLevel: 'debug' });
    expect(() => planStart({ LOG_LEVEL: 'loud' }, plain)).toThrow('LOG_LEVEL');
  });

  it('gives addresses that a browser here can open', () => {
    expect(planStart({ HOST: '0.0.0.0' }, plain).serverUrl).toBe('http://localhost:4000');
    expect(planStart({ HOST: '192.168.7.5' }, plain).notifierUrl).toBe('http://192.168.7.5:4001');
    expect(planStart({ HOST: 'fd00::1' }, plain).serverUrl).toBe('http://[fd00::1]:4000');
  });
});

describe('serviceEnvironment', () => {
  it('gives the services the addresses of the started parts', () => {
    const environment = serviceEnvironment({ PATH: '/bin' }, planStart({}, plain), addresses);
    expect(environment).toMatchObject({
      PATH: '/bin',
      PORT: '4000',
      NOTIFIER_PORT: '4001',
      DATABASE_URL: 'postgres://127.0.0.1/ours',
      SMTP_URL: 'smtp://127.0.0.1:1025',
      TWILIO_API_URL: 'http://127.0.0.1:4003',
      JWT_SECRET: 'a secret of ours',
      DEV_TOKENS: '1',
      PUBLIC_URL: 'http://localhost:4001',
      PUBLIC_WEB_URL: 'http://localhost:4000',
      REMINDERS: '24h:email+sms,2h:sms',
      LOG_LEVEL: 'info',
    });
    expect(environment).not.toHaveProperty('KAFKA_BROKERS');
    const elsewhere = planStart({ HOST: '192.168.7.5' }, plain);
    expect(serviceEnvironment({}, elsewhere, addresses)).not.toHaveProperty('PUBLIC_WEB_URL');
  });

  it('changes nothing that is given from outside, be it as a file', () => {
    const outer = {
      JWT_SECRET_FILE: '/run/secrets/jwt',
      PUBLIC_URL: 'https://example.com',
      DEV_TOKENS: '0',
      MAIL_FROM: 'Us <us@example.com>',
    };
    const environment = serviceEnvironment(outer, planStart({}, plain), addresses);
    expect(environment).toMatchObject(outer);
    expect(environment).not.toHaveProperty('JWT_SECRET');
  });

  it('gives the metrics of both services ports of their own, by one variable or by two', () => {
    const outer = { METRICS_PORT: '9464' };
    const plan = planStart(outer, plain);
    const readyUrls = { server: 'http://localhost:9464/readyz', notifier: 'http://localhost:9465/readyz' };
    expect(plan).toMatchObject({
      readyUrls,
      ports: { serverMetrics: { port: 9464 }, notifierMetrics: { port: 9465 } },
    });
    expect(serviceEnvironment(outer, plan, addresses)).toMatchObject({ ...outer, NOTIFIER_METRICS_PORT: '9465' });
    const onlyOne = { NOTIFIER_METRICS_PORT: '9500' };
    expect(planStart(onlyOne, plain).readyUrls).toEqual({
      server: 'http://localhost:4000/readyz',
      notifier: 'http://localhost:9500/readyz',
    });
    expect(() => planStart({ METRICS_PORT: '4001' }, plain)).toThrow('METRICS_PORT: 4001 is the port of the notifier');
  });

  it('sends mail under the name of the brand that is given', () => {
    const senderOf = (outer: Record<string, string>) =>
      serviceEnvironment(outer, planStart(outer, plain), addresses).MAIL_FROM;
    expect(senderOf({})).toBe('Belltower <appointments@belltower.example>');
    expect(senderOf({ BRAND_NAME: 'Hill Street Clinic' })).toBe('appointments@belltower.example');
  });

  it('hands out no development tokens where they are refused', () => {
    const production = { NODE_ENV: 'production' };
    expect(serviceEnvironment(production, planStart(production, plain), addresses)).not.toHaveProperty('DEV_TOKENS');
    for (const HOST of ['0.0.0.0', '192.168.7.5']) {
      expect(serviceEnvironment({ HOST }, planStart({ HOST }, plain), addresses)).not.toHaveProperty('DEV_TOKENS');
      expect(planStart({ HOST }, plain).notes.join()).toContain('/dev/token is not there');
    }
    const foreign = { JWKS_URL: 'https://id.example/jwks' };
    const environment = serviceEnvironment(foreign, planStart(foreign, plain), { ...addresses, jwtSecret: null });
    expect(environment).not.toHaveProperty('DEV_TOKENS');
    expect(environment).not.toHaveProperty('JWT_SECRET');
  });
});
