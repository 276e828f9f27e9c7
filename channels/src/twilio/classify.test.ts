import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ChannelError, type ChannelErrorDetails } from '../errors.ts';
import { type HttpReply, startScriptedHttpServer } from '../testing/scripted-http-server.ts';
import { classifyTwilio, classifyUndelivered, twilioTable } from './classify.ts';
import { createTwilioChannel, type TwilioConfig } from './twilio-channel.ts';

async function attempt(apiUrl: string, config: Partial<TwilioConfig> = {}): Promise<ChannelError> {
  const access = {
    accountSid: `AC${'0'.repeat(32)}`,
    authToken: 'the-token',
    sender: { from: '+15005550006' },
    apiUrl,
  };
  await using channel = createTwilioChannel({ ...access, ...config });
  const sms = { to: '+15555550123', body: 'Friday, 10:00. K7Q2ZD', reference: 'K7Q2ZD' };
  const error = await channel.send(sms, new AbortController().signal).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ChannelError)) throw new Error(`expected a ChannelError, got ${String(error)}`);
  return error;
}

/** What the server answers, the row that must decide, and what the notifier is told. */
interface Case {
  readonly answer: HttpReply;
  readonly row: string;
  readonly details: ChannelErrorDetails;
}

const MINUTE = 60_000;
const account = { code: 'PROVIDER_MISCONFIGURED', kind: 'account' } as const;
const limited = { code: 'RATE_LIMITED', kind: 'retry', slowDown: true } as const;
const unavailable = { code: 'PROVIDER_UNAVAILABLE', kind: 'retry' } as const;
const alarming = { code: 'REJECTED', kind: 'permanent', alarm: true } as const;
const uncertain = { code: 'MAYBE_SENT', kind: 'maybe-sent' } as const;

/** A row that Twilio's code alone brings about, with the status Twilio sends it under. */
function coded(
  row: string,
  codes: readonly number[],
  verdict: Omit<ChannelErrorDetails, 'providerCode'>,
  status = 400,
): Case[] {
  return codes.map((code) => ({
    row,
    answer: { status, body: { code, message: 'no', more_info: '', status } },
    details: { ...verdict, providerCode: String(code) },
  }));
}

const cases: readonly Case[] = [
  ...coded('too many requests, not processed', [20429], limited, 429),
  {
    row: 'too many requests, not processed',
    answer: { status: 429, body: 'slow down', headers: { 'Retry-After': '7' } },
    details: { ...limited, providerCode: '429', retryAfterMs: 7_000 },
  },
  ...coded('Twilio is unavailable, not processed', [20503, 21730], unavailable, 503),
  ...coded('Twilio is unavailable, not processed', [20001], unavailable, 503),
  ...coded('authentication failed or account suspended', [20003], account, 401),
  ...coded('authentication failed or account suspended', [20005, 30002], account),
  ...coded('not a number that can receive SMS', [21211, 21612, 21614, 21635], {
    code: 'INVALID_RECIPIENT',
    kind: 'permanent',
  }),
  ...coded('our sender was refused', [21606, 21212, 21603, 21659, 21660, 21701, 21703], account),
  ...coded('our callback URL was refused', [21609], account),
  ...coded('the account may not send to this country or number', [21408, 21608], alarming),
  ...coded('the recipient has opted out (STOP)', [21610], { code: 'RECIPIENT_OPTED_OUT', kind: 'permanent' }),
  ...coded('the queue of our sender is full', [21611, 30001], {
    code: 'RATE_LIMITED',
    kind: 'retry',
    retryAfterMs: 2 * MINUTE,
  }),
  ...coded('the handset is off or away', [30003], {
    code: 'UNDELIVERED',
    kind: 'retry',
    scheduleMs: [1 * MINUTE, 10 * MINUTE],
  }),
  ...coded('blocked by the recipient or the carrier', [30004], { code: 'UNDELIVERED', kind: 'permanent' }),
  ...coded('unknown number, landline or unreachable carrier', [30005, 30006], {
    code: 'INVALID_RECIPIENT',
    kind: 'permanent',
  }),
  ...coded('filtered as spam by the carrier', [30007], { code: 'UNDELIVERED', kind: 'permanent', alarm: true }),
  ...coded('not delivered, for an unknown reason', [30008], {
    code: 'UNDELIVERED',
    kind: 'retry',
    scheduleMs: [1 * MINUTE],
  }),
  ...coded('not delivered within its validity', [30036], { code: 'UNDELIVERED', kind: 'retry' }),
  {
    row: 'the API is not there or not open to us',
    answer: { status: 302, headers: { Location: 'https://elsewhere.test/' } },
    details: { ...account, providerCode: '302' },
  },
  {
    row: 'the API is not there or not open to us',
    answer: { status: 404, body: '<html>' },
    details: { ...account, providerCode: '404' },
  },
  ...coded('our request was refused', [21617], alarming),
  { row: 'our request was refused', answer: { status: 415, body: '' }, details: { ...alarming, providerCode: '415' } },
  {
    row: 'the answer was lost or cannot be read',
    answer: 'RESET',
    details: { ...uncertain, providerCode: 'ECONNRESET' },
  },
  {
    row: 'the answer was lost or cannot be read',
    answer: 'HALF',
    details: { ...uncertain, providerCode: 'ECONNRESET' },
  },
  {
    row: 'the answer was lost or cannot be read',
    answer: 'SILENCE',
    details: { ...uncertain, providerCode: 'ABORT_ERR' },
  },
  {
    row: 'the answer was lost or cannot be read',
    answer: { status: 200, body: '<html>captive portal</html>' },
    details: { ...uncertain, providerCode: '200' },
  },
  {
    row: 'the answer was lost or cannot be read',
    answer: { status: 201, body: {} },
    details: { ...uncertain, providerCode: '201' },
  },
  {
    row: 'the answer was lost or cannot be read',
    answer: { status: 500, body: { code: 20500, message: 'oops' } },
    details: { ...uncertain, providerCode: '20500' },
  },
  {
    row: 'the answer was lost or cannot be read',
    answer: { status: 503, body: '<html>no backend</html>' },
    details: { ...uncertain, providerCode: '503' },
  },
  {
    row: 'the answer was lost or cannot be read',
    answer: { status: 504, body: '' },
    details: { ...uncertain, providerCode: '504' },
  },
  {
    row: 'the answer was lost or cannot be read',
    answer: { status: 408, body: '' },
    details: { ...uncertain, providerCode: '408' },
  },
  {
    row: 'blocked by the recipient or the carrier',
    answer: { status: 201, body: { sid: 'SM1', status: 'failed', error_code: 30004 } },
    details: { code: 'UNDELIVERED', kind: 'permanent', providerCode: '30004' },
  },
];

/** Rows that a server cannot bring about by answering: they have their own tests below. */
const unanswered = ['Twilio was not reached'];

describe('an API that answers', () => {
  it.each(cases)('$answer is "$row"', async ({ answer, row, details }) => {
    await using server = await startScriptedHttpServer(() => answer);
    const error = await attempt(server.url, { deadlineMs: answer === 'SILENCE' ? 500 : 30_000 });
    expect({ row: error.message.slice(0, row.length), details: error.details }).toEqual({ row, details });
  });

  it('has a case for each row of the table', () => {
    const covered = new Set([...cases.map(({ row }) => row), ...unanswered]);
    expect(twilioTable.map(({ meaning }) => meaning).filter((meaning) => !covered.has(meaning))).toEqual([]);
  });

  it.each([
    ['120', 120_000],
    ['nonsense', undefined],
    ['99999999', 86_400_000],
  ])('reads Retry-After: %s', async (header, ms) => {
    await using server = await startScriptedHttpServer(() => ({ status: 429, headers: { 'Retry-After': header } }));
    expect((await attempt(server.url)).details.retryAfterMs).toBe(ms);
  });

  it('reads a Retry-After that is a date', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    await using server = await startScriptedHttpServer(() => ({
      status: 503,
      body: { code: 20503 },
      headers: { 'Retry-After': date },
    }));
    const { retryAfterMs = 0 } = (await attempt(server.url)).details;
    expect(Math.abs(retryAfterMs - 60_000)).toBeLessThan(5_000);
  });
});

describe('an API that is not reached', () => {
  it('has received nothing when the connection is refused', async () => {
    const closed = createServer();
    await once(closed.listen(0, '127.0.0.1'), 'listening');
    const address = closed.address();
    const port = typeof address === 'object' ? address?.port : 0;
    closed.close();
    expect((await attempt(`http://127.0.0.1:${port}`)).details).toEqual({
      ...unavailable,
      providerCode: 'ECONNREFUSED',
    });
  });

  it('has received nothing when its name does not resolve', async () => {
    const { details } = await attempt('http://api.invalid', { connectTimeoutMs: 2_000 });
    expect(details).toMatchObject(unavailable);
    expect(details.providerCode).toMatch(/^(ENOTFOUND|EAI_AGAIN|ETIMEDOUT)$/);
  });

  it('has received nothing when TLS fails', async () => {
    await using server = await startScriptedHttpServer(() => ({ status: 201, body: { sid: 'SM1', status: 'queued' } }));
    const { details } = await attempt(server.url.replace('http:', 'https:'));
    expect(details).toMatchObject(unavailable);
    expect(server.requests).toEqual([]);
  });

  it('has received nothing when TLS never comes about, however long it may take', async () => {
    const mute = createServer(() => {});
    await once(mute.listen(0, '127.0.0.1'), 'listening');
    const address = mute.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { details } = await attempt(`https://127.0.0.1:${port}`, { connectTimeoutMs: 100 });
    expect(details).toEqual({ ...unavailable, providerCode: 'ETIMEDOUT' });
    mute.close();
  });

  it('is told from one that may have received by whether the request left, not by the code', () => {
    const base = { status: null, code: null, text: '', retryAfterMs: null };
    for (const network of ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ECONNABORTED']) {
      expect(classifyTwilio({ ...base, network, left: false }).details).toEqual({
        ...unavailable,
        providerCode: network,
      });
      expect(classifyTwilio({ ...base, network, left: true }).details).toEqual({ ...uncertain, providerCode: network });
    }
  });
});

describe('a message refused after it was accepted', () => {
  it.each([
    [30001, 'retry'],
    [30002, 'account'],
    [30003, 'retry'],
    [30004, 'permanent'],
    [30005, 'permanent'],
    [30006, 'permanent'],
    [30008, 'retry'],
    [30036, 'retry'],
  ] as const)('is UNDELIVERED for a carrier’s %i, of kind %s', (code, kind) => {
    expect(classifyUndelivered(code).details).toEqual({ code: 'UNDELIVERED', kind, providerCode: String(code) });
  });

  it('raises an alarm when it was filtered as spam', () => {
    expect(classifyUndelivered(30007).details).toEqual({
      code: 'UNDELIVERED',
      kind: 'permanent',
      alarm: true,
      providerCode: '30007',
    });
  });

  it('may be tried again by staff when the reason is unknown', () => {
    expect(classifyUndelivered(null).details).toEqual({ code: 'UNDELIVERED', kind: 'retry', providerCode: null });
    expect(classifyUndelivered(30999).details).toEqual({ code: 'UNDELIVERED', kind: 'retry', providerCode: '30999' });
    expect(classifyUndelivered(63001).details).toEqual({ code: 'UNDELIVERED', kind: 'retry', providerCode: '63001' });
  });

  it('keeps the meaning of Twilio’s own refusals, which a messaging service reports only by callback', () => {
    expect(classifyUndelivered(21610).details).toEqual({
      code: 'RECIPIENT_OPTED_OUT',
      kind: 'permanent',
      providerCode: '21610',
    });
    expect(classifyUndelivered(21211).details).toEqual({
      code: 'INVALID_RECIPIENT',
      kind: 'permanent',
      providerCode: '21211',
    });
  });
});
