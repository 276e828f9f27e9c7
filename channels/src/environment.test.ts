import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { requireSettings, smtpSettings, smtpVariables, twilioSettings, twilioVariables } from './environment.ts';

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
  it('make both configurations', () => {
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

  it('are not asked for by a channel that is off', () => {
    expect(problemsOf({ PORT: '1', CHANNELS: 'email', ...mail })).toEqual([]);
    expect(problemsOf({ PORT: '1', CHANNELS: 'sms', ...texts })).toEqual([]);
  });

  it('are told of once when wrong, not as missing too', () => {
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
});
