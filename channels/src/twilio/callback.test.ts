import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readTwilioCallback, twilioStatuses, withRetries } from './callback.ts';

const authToken = '12345';
const url = 'https://belltower.test/callbacks/twilio?delivery=4f0c&attempt=2';

/** Twilio's scheme, written out: the URL and every parameter, sorted by name. */
function sign(params: Readonly<Record<string, string>>, signedUrl = url, token = authToken): string {
  const text = Object.keys(params)
    .sort()
    .reduce((all, name) => `${all}${name}${params[name]}`, signedUrl);
  return createHmac('sha1', token).update(text).digest('base64');
}

function callback(
  params: Readonly<Record<string, string>>,
  changes: { url?: string; signature?: string | undefined; body?: string } = {},
) {
  const body = new URLSearchParams(params).toString();
  return readTwilioCallback(authToken, { url, signature: sign(params), body, ...changes });
}

/** What a report has beside its status. */
const read = { messageSid: 'SM1', providerCode: null, to: null };

const delivered = {
  MessageSid: 'SM1',
  MessageStatus: 'delivered',
  To: '+15555550123',
  From: '+15005550006',
  Body: 'Größe & Co',
};

describe('a callback’s signature', () => {
  it('holds for exactly the URL and the parameters that Twilio signed', () => {
    expect(callback(delivered)).toEqual({
      kind: 'report',
      report: { ...read, messageStatus: 'delivered', status: 'delivered', to: delivered.To },
    });
  });

  it('is that of Twilio’s own documented example', () => {
    const example = {
      CallSid: 'CA1234567890ABCDE',
      Caller: '+14158675309',
      Digits: '1234',
      From: '+14158675309',
      To: '+18005551212',
    };
    const signed = { url: 'https://mycompany.com/myapp.php?foo=1&bar=2', signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' };
    expect(callback(example, signed).kind).toBe('unreadable'); // genuine, and not about a message
  });

  it.each([
    ['another URL', { url: url.replace('attempt=2', 'attempt=1') }],
    ['another origin', { url: url.replace('belltower', 'evil') }],
    ['no signature', { signature: undefined }],
    ['an empty signature', { signature: '' }],
    ['a signature of another token', { signature: sign(delivered, url, 'other') }],
    ['a changed parameter', { body: new URLSearchParams({ ...delivered, MessageStatus: 'failed' }).toString() }],
    ['an added parameter', { body: new URLSearchParams({ ...delivered, Extra: '1' }).toString() }],
    ['a dropped parameter', { body: 'MessageSid=SM1&MessageStatus=delivered' }],
    ['no body', { body: '' }],
  ])('does not hold for %s', (_what, changes) => {
    expect(callback(delivered, changes)).toEqual({ kind: 'forged' });
  });

  it('is not looked at where a form has more fields than Twilio sends: anybody could have us do that', () => {
    const fields = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`Field${n}`, '1']));
    expect(callback({ ...delivered, ...fields(100) }).kind).toBe('report');
    expect(callback({ ...delivered, ...fields(200) })).toEqual({ kind: 'forged' });
  });

  it('holds by the token before, while it is rotated', () => {
    const form = new URLSearchParams(delivered).toString();
    const signature = sign(delivered, url, 'the one before');
    const of = (...tokens: string[]) => readTwilioCallback(tokens, { url, signature, body: form }).kind;
    expect([of(authToken, 'the one before'), of('the one before'), of(authToken), of('', authToken), of()]).toEqual([
      ...['report', 'report', 'forged', 'forged', 'forged'],
    ]);
  });

  it('covers parameters with names that mean something to JavaScript', () => {
    const params = { ...delivered, __proto__x: '1', constructor: '2' };
    expect(callback(params).kind).toBe('report');
    const body = `${new URLSearchParams(delivered)}&__proto__=1`;
    expect(callback(delivered, { body }).kind).toBe('forged');
  });
});

describe('a callback’s status', () => {
  it.each([
    ['accepted', 'sent'],
    ['scheduled', 'sent'],
    ['queued', 'sent'],
    ['sending', 'sent'],
    ['sent', 'sent'],
    ['partially_delivered', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'delivered'],
  ] as const)('%s means %s', (messageStatus, status) => {
    expect(callback({ MessageSid: 'SM1', MessageStatus: messageStatus })).toEqual({
      kind: 'report',
      report: { ...read, messageStatus, status },
    });
  });

  it.each(['undelivered', 'failed', 'canceled'])('%s means failed, with the carrier’s reason', (messageStatus) => {
    expect(callback({ MessageSid: 'SM1', MessageStatus: messageStatus, ErrorCode: '30005' })).toEqual({
      kind: 'report',
      report: {
        ...read,
        messageStatus,
        providerCode: '30005',
        status: 'failed',
        error: { code: 'UNDELIVERED', kind: 'permanent', providerCode: '30005' },
        message: `Twilio reported ${messageStatus}: unknown number, landline or unreachable carrier (30005): Unknown destination handset`,
      },
    });
  });

  it.each(['30034', '30099', 'CARRIER_31', '999999999'])(
    'failed keeps the code %s and the words beside it',
    (ErrorCode) => {
      const ErrorMessage = 'Carrier says: no route to +15555550123\0';
      const form = { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode, ErrorMessage };
      const { report } = callback(form) as { report: { message: string; providerCode: string } };
      expect(report.providerCode).toBe(ErrorCode);
      expect(report.message).toContain(`(${ErrorCode}): Carrier says: no route to +1555***0123`);
    },
  );

  it('sent keeps a code that came with it, for the log', () => {
    const form = { MessageSid: 'SM1', MessageStatus: 'sent', ErrorCode: '30025' };
    expect(callback(form)).toMatchObject({ report: { status: 'sent', providerCode: '30025' } });
  });

  it('failed hides what is no code: a text of any length, or with anything in it', () => {
    for (const ErrorCode of ['x'.repeat(1_000), '30 003', '<b>', '0', '00']) {
      const form = { MessageSid: 'SM1', MessageStatus: 'failed', ErrorCode };
      expect(callback(form)).toMatchObject({ report: { providerCode: null } });
    }
  });

  it.each([undefined, '', '0'])('failed without a readable reason (%s) is failed all the same', (ErrorCode) => {
    const read = callback({
      MessageSid: 'SM1',
      MessageStatus: 'failed',
      ...(ErrorCode !== undefined && { ErrorCode }),
    });
    expect(read).toMatchObject({
      report: { status: 'failed', error: { code: 'UNDELIVERED', kind: 'retry', providerCode: null } },
    });
  });

  it('is read from the older names too', () => {
    expect(callback({ SmsSid: 'SM1', SmsStatus: 'sent' })).toMatchObject({
      report: { messageSid: 'SM1', status: 'sent' },
    });
  });

  it.each(['received', 'toString', ''])('%s says nothing about a message of ours', (MessageStatus) => {
    expect(callback({ MessageSid: 'SM1', MessageStatus }).kind).toBe('unreadable');
  });

  it('names all that Twilio sends about an outgoing message', () => {
    const documented = [
      'accepted',
      'scheduled',
      'queued',
      'sending',
      'sent',
      'partially_delivered',
      'delivered',
      'read',
      'undelivered',
      'failed',
      'canceled',
    ];
    expect(Object.keys(twilioStatuses).sort()).toEqual(documented.sort());
  });
});

describe('a callback URL', () => {
  it('has Twilio repeat what we did not accept, unless the URL already has its own rules', () => {
    expect(withRetries(url)).toBe(`${url}#rc=5&rp=all`);
    expect(withRetries(`${url}#rc=2`)).toBe(`${url}#rc=2`);
  });
});
