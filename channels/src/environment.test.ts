import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { requireSettings, smtpSettings, smtpVariables, twilioSettings, twilioVariables } from './environment.ts';
import { makeCertificates } from './testing/certificates.ts';

const accountSid = `AC${'0a'.repeat(16)}`;
const messagingServiceSid = `MG${'0a'.repeat(16)}`;
const mail = { SMTP_URL: 'smtp://127.0.0.1:1025', MAIL_FROM: 'Clinic, Main <clinic@belltower.test>' };
const texts = { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: 'token', TWILIO_FROM: '+15005550006' };

/** A service's schema, as it spreads these variables among its own. */
const service = z
  .object({
    PORT: z.coerce.number<string>('a port number is expected'),
    CHANNELS: z.string().transform((text) => text.split(',')),
    ...smtpVariables,
    ...twilioVariables,
  })
  .superRefine(
    (values, context) => {
      if (values.CHANNELS?.includes('email')) requireSettings(smtpSettings(values), context);
      if (values.CHANNELS?.includes('sms')) requireSettings(twilioSettings(values), context);
    },
    { when: () => true },
  );

const problemsOf = (values: Readonly<Record<string, string>>) =>
  service.safeParse(values).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('the channels’ variables', () => {
  it('give both configurations', () => {
    expect(smtpSettings(mail)).toEqual({ kind: 'complete', config: { url: mail.SMTP_URL, from: mail.MAIL_FROM } });
    expect(twilioSettings(texts)).toEqual({
      kind: 'complete',
      config: { accountSid, authToken: 'token', sender: { from: '+15005550006' }, apiUrl: null },
    });
    const { TWILIO_FROM: _from, ...service } = texts;
    expect(
      twilioSettings({
        ...service,
        TWILIO_MESSAGING_SERVICE_SID: messagingServiceSid,
        TWILIO_API_URL: 'http://127.0.0.1:4003',
      }),
    ).toEqual({
      kind: 'complete',
      config: { accountSid, authToken: 'token', sender: { messagingServiceSid }, apiUrl: 'http://127.0.0.1:4003' },
    });
  });

  it('are all listed when missing for an enabled channel, together with other problems', () => {
    expect(problemsOf({ PORT: 'abc', CHANNELS: 'email,sms' })).toEqual([
      'PORT: a port number is expected',
      'SMTP_URL: is required for the e-mail channel',
      'MAIL_FROM: is required for the e-mail channel',
      'TWILIO_ACCOUNT_SID: is required for the SMS channel',
      'TWILIO_AUTH_TOKEN: is required for the SMS channel',
      'TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID: is required for the SMS channel',
    ]);
  });

  it('are not required for a channel that is off', () => {
    expect(problemsOf({ PORT: '1', CHANNELS: 'email', ...mail })).toEqual([]);
    expect(problemsOf({ PORT: '1', CHANNELS: 'sms', ...texts })).toEqual([]);
  });

  it('are reported once when wrong, not as missing as well', () => {
    const problems = problemsOf({
      PORT: '1',
      CHANNELS: 'email,sms',
      ...mail,
      ...texts,
      SMTP_URL: 'http://x',
      TWILIO_FROM: 'a/b',
    });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(['SMTP_URL', 'TWILIO_FROM']);
  });

  it('take one sender for SMS, not two', () => {
    const both = { ...texts, TWILIO_MESSAGING_SERVICE_SID: messagingServiceSid };
    expect(problemsOf({ PORT: '1', CHANNELS: 'sms', ...both })).toEqual([
      'TWILIO_MESSAGING_SERVICE_SID: given beside TWILIO_FROM: one of the two is expected',
    ]);
  });

  it.each([
    [
      'SMTP_URL',
      ['smtp://mail.test', 'smtps://user:p%40ss@mail.test:465?requireTLS=true'],
      ['mail.test', 'http://mail.test', 'smtp://', 'smtp://u:%zz@mail.test'],
    ],
    [
      'MAIL_FROM',
      ['a@b.test', 'A B <a@b.test>', '"A, B" <a@b.test>'],
      ['a', 'a@b.test, c@d.test', 'A <a>', 'A <a@b.test>\r\nBcc: c@d.test'],
    ],
    ['TWILIO_ACCOUNT_SID', [accountSid], ['AC1', `SK${'0a'.repeat(16)}`]],
    [
      'TWILIO_FROM',
      ['+15005550006', '12345', 'Belltower', 'Clinic 24'],
      ['15005550006', 'A name too long', '+0123456', ''],
    ],
    ['TWILIO_MESSAGING_SERVICE_SID', [messagingServiceSid], ['MG1']],
    ['TWILIO_API_URL', ['http://127.0.0.1:4003', 'https://proxy.test/twilio'], ['ftp://x', '127.0.0.1:4003']],
  ] as const)('%s is checked', (name, good, bad) => {
    const variable = { ...smtpVariables, ...twilioVariables }[name];
    for (const value of good) expect(variable.safeParse(value).success, value).toBe(true);
    for (const value of bad) expect(variable.safeParse(value).success, value).toBe(false);
  });

  it('configure an API key, a rotated token, a region and an edge', () => {
    const key = { TWILIO_API_KEY: `SK${'0a'.repeat(16)}`, TWILIO_API_SECRET: 's3cret' };
    const { TWILIO_AUTH_TOKEN: _token, ...tokenless } = texts;
    expect(twilioSettings({ ...tokenless, ...key, TWILIO_REGION: 'ie1', TWILIO_EDGE: 'dublin' })).toMatchObject({
      config: { authToken: null, apiKey: { sid: key.TWILIO_API_KEY, secret: 's3cret' }, region: 'ie1', edge: 'dublin' },
    });
    expect(twilioSettings({ ...texts, ...key, TWILIO_AUTH_TOKEN_PREVIOUS: 'before' })).toMatchObject({
      config: { authToken: 'token', previousAuthToken: 'before', apiKey: { secret: 's3cret' } },
    });
  });

  const oauth = { SMTP_OAUTH_CLIENT_ID: 'id', SMTP_OAUTH_CLIENT_SECRET: 's3cret', SMTP_OAUTH_REFRESH_TOKEN: 'r3fresh' };
  const { ca } = makeCertificates();

  it('configure Reply-To, a private certificate authority and OAuth 2', () => {
    const url = 'smtp://desk%40clinic.test@mail.test:587';
    const given = {
      ...mail,
      ...oauth,
      SMTP_URL: url,
      MAIL_REPLY_TO: 'desk@clinic.test',
      SMTP_CA: ca.replaceAll('\n', '\\n'),
    };
    const values = z.object(smtpVariables).parse(given);
    expect(smtpSettings(values)).toEqual({
      kind: 'complete',
      config: {
        url,
        from: mail.MAIL_FROM,
        replyTo: 'desk@clinic.test',
        ca,
        oauth2: { clientId: 'id', clientSecret: 's3cret', refreshToken: 'r3fresh' },
      },
    });
  });

  it.each([
    [{ TWILIO_API_KEY: `SK${'0a'.repeat(16)}` }, 'TWILIO_API_SECRET: is required beside TWILIO_API_KEY'],
    [{ TWILIO_API_SECRET: 's3cret' }, 'TWILIO_API_KEY: is required beside TWILIO_API_SECRET'],
    [
      { TWILIO_API_KEY: accountSid, TWILIO_API_SECRET: 's3cret' },
      'TWILIO_API_KEY: SK and 32 hexadecimal digits are expected',
    ],
    [
      { TWILIO_API_URL: 'http://127.0.0.1:1', TWILIO_EDGE: 'dublin' },
      'TWILIO_API_URL: given beside TWILIO_REGION or TWILIO_EDGE, which choose the address: one is expected',
    ],
    [{ TWILIO_REGION: 'Ireland' }, 'TWILIO_REGION: a region such as us1, ie1 or au1 is expected'],
    [{ MAIL_REPLY_TO: 'x' }, 'MAIL_REPLY_TO: "address" or "Name <address>" is expected'],
    [{ SMTP_CA: 'x' }, 'SMTP_CA: certificates in PEM are expected (SMTP_CA_FILE names a file with them)'],
    [
      { SMTP_CA: '-----BEGIN CERTIFICATE-----\nxxxx\n-----END CERTIFICATE-----' },
      'SMTP_CA: certificates in PEM are expected, and one cannot be read',
    ],
    [
      { SMTP_URL: 'smtp://user@mail.test' },
      'SMTP_URL: user and password are expected together, or SMTP_OAUTH_… in place of the password',
    ],
    [{ ...oauth }, 'SMTP_URL: a user is expected, whom SMTP_OAUTH_… signs in'],
    [
      { ...oauth, SMTP_URL: 'smtp://user:s3cret@mail.test' },
      'SMTP_URL: has a password beside SMTP_OAUTH_…: one of the two is expected',
    ],
    [
      { SMTP_URL: 'smtp://user@mail.test', SMTP_OAUTH_CLIENT_ID: 'id', SMTP_OAUTH_REFRESH_TOKEN: 'r3fresh' },
      'SMTP_OAUTH_CLIENT_SECRET: is required beside the other SMTP_OAUTH_…',
    ],
  ])('are refused where they do not go together: %j', (values, problem) => {
    expect(problemsOf({ PORT: '1', CHANNELS: 'email,sms', ...mail, ...texts, ...values })).toEqual([problem]);
  });

  it('are refused without a token where one is rotated', () => {
    const { TWILIO_AUTH_TOKEN: _token, ...tokenless } = texts;
    const values = { ...tokenless, TWILIO_AUTH_TOKEN_PREVIOUS: 'before' };
    expect(problemsOf({ PORT: '1', CHANNELS: 'sms', ...values })).toEqual([
      'TWILIO_AUTH_TOKEN: is required for the SMS channel',
    ]);
    const key = { TWILIO_API_KEY: `SK${'0a'.repeat(16)}`, TWILIO_API_SECRET: 's3cret' };
    expect(problemsOf({ PORT: '1', CHANNELS: 'sms', ...values, ...key })).toEqual([
      'TWILIO_AUTH_TOKEN: is required beside TWILIO_AUTH_TOKEN_PREVIOUS',
    ]);
  });
});
