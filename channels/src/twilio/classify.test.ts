import { describe, expect, it } from 'vitest';
import type { ChannelErrorDetails } from '../errors.ts';
import { failedSend } from '../testing/failed-send.ts';
import { type HttpReply, startScriptedHttpServer } from '../testing/scripted-http-server.ts';
import { classifyUndelivered } from './classify.ts';
import { twilioTable } from './table.ts';

/** What the server answers, the row that must match, and the expected error. */
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

/** A row that Twilio's code alone matches, with the status that Twilio sends it with. */
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

const notTwilio = "it is not Twilio's API that answers";
const invalid = { code: 'INVALID_RECIPIENT', kind: 'permanent' } as const;
const daily = { code: 'RATE_LIMITED', kind: 'retry', retryAfterMs: 60 * MINUTE, alarm: true } as const;
const full = { code: 'RATE_LIMITED', kind: 'retry', retryAfterMs: 2 * MINUTE } as const;
const undelivered = { code: 'UNDELIVERED', kind: 'permanent' } as const;
const unregistered = 'our sender is not registered or verified';

/** Every code by itself, as Twilio answers with it: the row that must decide, and what follows. */
const codedCases: readonly Case[] = [
  ...coded('too many requests, not processed', [20429, 14107, 63017], limited, 429),
  ...coded('the carriers take no more from our campaign for now', [30022], { ...limited, retryAfterMs: 1 * MINUTE }),
  ...coded('our daily limit is used up', [30023, 30027, 30454, 63038], daily),
  ...coded('Twilio is unavailable, not processed', [20503, 21730], unavailable, 503),
  ...coded('our credentials were refused, or the account may not send', [20003], account, 401),
  ...coded('our credentials were refused, or the account may not send', [20404], account, 404),
  ...coded(
    'our credentials were refused, or the account may not send',
    [10001, 10002, 20005, 20006, 20008, 20010, 30002, 30037],
    account,
  ),
  ...coded(unregistered, [30018, 30024, 30032, 30033, 30034, 30035, 30040, 30041, 30042, 30043, 30125], account),
  ...coded(unregistered, [30440, 30449, 30451, 30475, 30489, 30501, 30599, 30700, 30999], account),
  ...coded('not a number that can receive SMS', [21211, 21265, 21266, 21268, 21604, 21612, 21614, 21635], invalid),
  ...coded(
    'our sender was refused',
    [
      ...[21212, 21264, 21267, 21603, 21606, 21607, 21616, 21657, 21659, 21660, 21661],
      ...[21701, 21702, 21703, 21704, 21705, 21709, 21910],
    ],
    account,
  ),
  ...coded('our callback URL was refused', [21609, 21626], account),
  ...coded('the account may not send to this country or number', [21408, 21608, 572002, 572005], alarming),
  ...coded('the recipient has opted out (STOP)', [21610], { code: 'RECIPIENT_OPTED_OUT', kind: 'permanent' }),
  ...coded('the queue of our sender is full', [21611, 30001], full, 429),
  ...coded(
    'our message was refused as it is',
    [
      ...[21602, 21605, 21617, 21618, 21619, 21620, 21621, 21622, 21623, 21624, 21627],
      ...[21652, 21653, 21654, 21655, 21656, 21658],
      ...[30010, 30011, 30012, 30013, 30014, 30015, 30016, 30019, 30028, 30029, 30030, 30031, 30044, 30400],
    ],
    alarming,
  ),
  ...coded('the handset is off or away', [30003], {
    code: 'UNDELIVERED',
    kind: 'retry',
    scheduleMs: [1 * MINUTE, 10 * MINUTE],
  }),
  ...coded('blocked by the recipient or the carrier', [30004], undelivered),
  ...coded('unknown number, landline or unreachable carrier', [30005, 30006], invalid),
  ...coded('filtered as spam by the carrier', [30007, 30038, 30039], { ...undelivered, alarm: true }),
  ...coded('lost on the way, and not to be had again by waiting', [30009, 30485], undelivered),
  ...coded('taken for fraud: the number is blocked for 15 to 30 minutes', [30450, 30453], {
    code: 'UNDELIVERED',
    kind: 'retry',
    scheduleMs: [30 * MINUTE, 60 * MINUTE],
    alarm: true,
  }),
  ...coded('not delivered, for a reason that may pass', [30008, 30017, 30020, 30021, 30410, 30500], {
    code: 'UNDELIVERED',
    kind: 'retry',
    scheduleMs: [1 * MINUTE],
  }),
  ...coded('not delivered within its validity', [30036], { code: 'UNDELIVERED', kind: 'retry' }),
];

const cases: readonly Case[] = [
  ...codedCases,
  {
    row: 'too many requests, not processed',
    answer: { status: 429, body: 'slow down', headers: { 'Retry-After': '7' } },
    details: { ...limited, providerCode: '429', retryAfterMs: 7_000 },
  },
  ...coded('too many requests, not processed', [29999], limited, 429),
  ...coded('Twilio is unavailable, not processed', [20001], unavailable, 503),
  {
    row: notTwilio,
    answer: { status: 302, headers: { Location: 'https://elsewhere.test/' } },
    details: { ...account, providerCode: '302' },
  },
  { row: notTwilio, answer: { status: 404, body: '<html>' }, details: { ...account, providerCode: '404' } },
  { row: notTwilio, answer: { status: 415, body: '' }, details: { ...account, providerCode: '415' } },
  {
    row: notTwilio,
    answer: { status: 400, body: '<html>HTTPS only</html>' },
    details: { ...account, providerCode: '400' },
  },
  {
    row: notTwilio,
    answer: { status: 200, body: '<html>captive portal</html>' },
    details: { ...account, providerCode: '200' },
  },
  {
    row: notTwilio,
    answer: { status: 201, body: 'Welcome', headers: { 'Content-Type': 'text/html; charset=utf-8' } },
    details: { ...account, providerCode: '201' },
  },
  ...coded('our request was refused', [29999], alarming),
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
    answer: { status: 200, body: '{"sid": "SM' },
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
  {
    row: 'not delivered, for a reason that may pass',
    answer: { status: 201, body: { sid: 'SM1', status: 'failed' } },
    details: { code: 'UNDELIVERED', kind: 'retry', scheduleMs: [1 * MINUTE], providerCode: '30008' },
  },
];

/** Rows that no answer of a server matches: their tests are in unreachable.test.ts. */
const unanswered = [
  'Twilio was not reached',
  "the API's certificate is not trusted: set the right TWILIO_API_URL, or have its certificate put right",
  'TLS with the API is not possible: set https:// or http:// in TWILIO_API_URL as the server there speaks it',
];

describe('a Twilio API that answers', () => {
  it.each(cases)('$answer is "$row"', async ({ answer, row, details }) => {
    await using server = await startScriptedHttpServer(() => answer);
    const error = await failedSend(server.url, { deadlineMs: answer === 'SILENCE' ? 500 : 30_000 });
    expect({ row: error.message.slice(0, row.length), details: error.details }).toEqual({ row, details });
  });

  it('has a case for each row of the table', () => {
    const covered = [...cases.map(({ row }) => row), ...unanswered];
    const all = twilioTable.map(({ meaning }) => meaning);
    expect(all.filter((meaning) => !covered.some((row) => meaning.startsWith(row)))).toEqual([]);
  });

  it('has a case for each code of the table, and for both ends of each range', () => {
    const covered = new Set(codedCases.map(({ details }) => Number(details.providerCode)));
    const all = twilioTable.flatMap(({ codes = {}, ranges = [] }) => [
      ...Object.keys(codes).map(Number),
      ...ranges.flatMap(([first, last]) => [first, last]),
    ]);
    expect(all.filter((code) => !covered.has(code))).toEqual([]);
    expect(all).toHaveLength(new Set(all).size);
  });

  it.each([
    [20003, 'Authenticate'],
    [29_999, 'A sentence of Twilio’s own'],
  ])('has its code %i and its words in the message, known or not', async (code, message) => {
    await using server = await startScriptedHttpServer(() => ({ status: 400, body: { code, message } }));
    const error = await failedSend(server.url);
    expect(error.message).toContain(`(${code}): ${message}`);
  });

  it('has the title that Twilio gives a code where it says nothing more', async () => {
    const body = { sid: 'SM1', status: 'failed', error_code: 30034 };
    await using server = await startScriptedHttpServer(() => ({ status: 201, body }));
    const { message } = await failedSend(server.url);
    expect(message).toMatch(/^our sender is not registered .*\(30034\): US A2P 10DLC: message from an unregistered/);
  });

  it('shows the text of a web page that came instead', async () => {
    await using server = await startScriptedHttpServer(() => ({ status: 404, body: '<h1>nginx</h1> <p>Not here</p>' }));
    expect((await failedSend(server.url)).message).toMatch(/TWILIO_API_URL.*HTTP 404: nginx\s+Not here/);
  });

  it.each([
    ['120', 120_000],
    ['nonsense', undefined],
    ['99999999', 86_400_000],
  ])('reads Retry-After: %s', async (header, ms) => {
    await using server = await startScriptedHttpServer(() => ({ status: 429, headers: { 'Retry-After': header } }));
    expect((await failedSend(server.url)).details.retryAfterMs).toBe(ms);
  });

  it('reads a Retry-After that is a date', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    await using server = await startScriptedHttpServer(() => ({
      status: 503,
      body: { code: 20503 },
      headers: { 'Retry-After': date },
    }));
    const { retryAfterMs = 0 } = (await failedSend(server.url)).details;
    expect(Math.abs(retryAfterMs - 60_000)).toBeLessThan(5_000);
  });
});

describe('a message refused after it was accepted', () => {
  it.each(codedCases)('keeps the code and its kind: $details.providerCode', ({ details, row }) => {
    const code = details.providerCode ?? '';
    const verdict = classifyUndelivered(code);
    expect(verdict.meaning).toBe(row);
    expect(verdict.title).toMatch(/\w{3}/);
    expect(verdict.details).toEqual({
      code: /^30\d{3}$/.test(code) ? 'UNDELIVERED' : details.code,
      kind: details.kind,
      providerCode: code,
      ...(details.alarm && { alarm: true }),
    });
  });

  it('may be retried by staff when the reason is unknown, and the code is kept', () => {
    for (const code of [null, '30099', '63001', '999999999', 'CARRIER_31']) {
      expect(classifyUndelivered(code).details).toEqual({ code: 'UNDELIVERED', kind: 'retry', providerCode: code });
    }
  });
});
