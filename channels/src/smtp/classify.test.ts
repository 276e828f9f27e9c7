import { once } from 'node:events';
import { createServer } from 'node:net';
import { type SmtpScript, startScriptedSmtpServer } from '@belltower/dev/scripted-smtp-server';
import { describe, expect, it } from 'vitest';
import type { ChannelError, ChannelErrorDetails } from '../errors.ts';
import { email } from '../testing/attempt-mail.ts';
import { failureOf } from '../testing/failure-of.ts';
import { classifySmtp, smtpTable } from './classify.ts';
import { createSmtpChannel, type SmtpConfig } from './smtp-channel.ts';

async function attempt(url: string, config: Partial<SmtpConfig> = {}): Promise<ChannelError> {
  await using channel = createSmtpChannel({ url, from: 'clinic@belltower.test', ...config });
  return await failureOf(channel.send(email, new AbortController().signal));
}

/** What the server answers, the row that must match, and the expected error. */
interface Case {
  readonly answers: SmtpScript;
  readonly row: string;
  readonly details: ChannelErrorDetails;
}

const MINUTE = 60_000;
const unavailable = { code: 'PROVIDER_UNAVAILABLE', kind: 'retry' } as const;
const limited = { code: 'RATE_LIMITED', kind: 'retry', slowDown: true } as const;
const account = { code: 'PROVIDER_MISCONFIGURED', kind: 'account' } as const;
const alarming = { code: 'REJECTED', kind: 'permanent', alarm: true } as const;
const refused = { code: 'REJECTED', kind: 'permanent' } as const;
const full = { code: 'REJECTED', kind: 'retry', scheduleMs: [10 * MINUTE, 60 * MINUTE, 240 * MINUTE] } as const;
const greylisted = { ...unavailable, retryAfterMs: 2 * MINUTE } as const;
const signIn = { extensions: ['AUTH PLAIN'] } as const;

const cases: readonly Case[] = [
  {
    row: 'the answer to the sent message was lost',
    answers: { dot: 'CLOSE' },
    details: { code: 'MAYBE_SENT', kind: 'maybe-sent', providerCode: 'ECONNECTION' },
  },
  {
    row: 'the answer to the sent message was lost',
    answers: { dot: '354 what?' },
    details: { code: 'MAYBE_SENT', kind: 'maybe-sent', providerCode: '354' },
  },
  {
    row: 'throttled, in a permanent code',
    answers: { dot: '550 5.7.0 Requested action not taken: too many emails per second' },
    details: { ...limited, providerCode: '5.7.0' },
  },
  {
    row: 'throttled, in a permanent code',
    answers: { rcpt: '554 Sending rate exceeded' },
    details: { ...limited, providerCode: '554' },
  },
  {
    row: 'temporary authentication failure or rate limit',
    answers: { ...signIn, auth: '454 4.7.0 Temporary authentication failure' },
    details: { ...limited, providerCode: '4.7.0' },
  },
  {
    row: 'temporary authentication failure or rate limit',
    answers: { dot: '454 Throttling failure: Maximum sending rate exceeded.' },
    details: { ...limited, providerCode: '454' },
  },
  {
    row: 'service not available, connection closed',
    answers: { greeting: '421 too busy' },
    details: { ...unavailable, slowDown: true, providerCode: '421' },
  },
  {
    row: 'service not available, connection closed',
    answers: { mail: '421 4.7.0 try again later' },
    details: { ...unavailable, slowDown: true, providerCode: '4.7.0' },
  },
  {
    row: 'service not available, connection closed',
    answers: { dot: '421 4.3.2 shutting down' },
    details: { ...unavailable, slowDown: true, providerCode: '4.3.2' },
  },
  {
    row: 'greylisted',
    answers: { rcpt: '450 4.7.1 come back later' },
    details: { ...greylisted, providerCode: '4.7.1' },
  },
  {
    row: 'greylisted',
    answers: { rcpt: '451 Greylisting in action' },
    details: { ...greylisted, providerCode: '451' },
  },
  { row: 'transient refusal', answers: { rcpt: '450 mailbox busy' }, details: { ...unavailable, providerCode: '450' } },
  {
    row: 'transient refusal',
    answers: { dot: '451 4.3.0 local error' },
    details: { ...unavailable, providerCode: '4.3.0' },
  },
  {
    row: 'transient refusal',
    answers: { mail: '452 4.3.1 disk full' },
    details: { ...unavailable, providerCode: '4.3.1' },
  },
  {
    row: 'our credentials were refused',
    answers: { mail: '530 5.7.0 Authentication required' },
    details: { ...account, providerCode: '5.7.0' },
  },
  {
    row: 'our credentials were refused',
    answers: { ...signIn, auth: '534 5.7.9 mechanism too weak' },
    details: { ...account, providerCode: '5.7.9' },
  },
  {
    row: 'our credentials were refused',
    answers: { ...signIn, auth: '535 5.7.8 bad credentials' },
    details: { ...account, providerCode: '5.7.8' },
  },
  {
    row: 'the mail server offers no sign-in for the user in SMTP_URL',
    answers: { extensions: ['AUTH GSSAPI'], auth: '504 5.5.4 unknown mechanism' },
    details: { ...account, providerCode: 'NO_AUTH' },
  },
  {
    row: 'the mail server has no STARTTLS',
    answers: { extensions: ['STARTTLS'], starttls: '502 5.5.1 not implemented' },
    details: { ...account, providerCode: '5.5.1' },
  },
  {
    row: 'it is no server for sending mail that answers',
    answers: { greeting: '* OK IMAP4rev1 ready' },
    details: { ...account, providerCode: 'NO_SMTP' },
  },
  {
    row: 'it is no server for sending mail that answers',
    answers: { greeting: '+OK POP3 ready' },
    details: { ...account, providerCode: 'NO_SMTP' },
  },
  {
    row: 'no TLS for now',
    answers: { extensions: ['STARTTLS'], starttls: '454 4.7.0 TLS not available due to temporary reason' },
    details: { ...unavailable, providerCode: '4.7.0' },
  },
  {
    row: 'our message is wrong or too large',
    answers: { mail: '552 5.3.4 message too big for system' },
    details: { ...alarming, providerCode: '5.3.4' },
  },
  {
    row: 'our message is wrong or too large',
    answers: { dot: '552 message size exceeds fixed limit' },
    details: { ...alarming, providerCode: '552' },
  },
  {
    row: 'our sender address was refused',
    answers: { mail: '553 5.1.7 bad sender address syntax' },
    details: { ...account, providerCode: '5.1.7' },
  },
  {
    row: 'our sender address was refused',
    answers: { rcpt: '550 5.1.8 sender domain not found' },
    details: { ...account, providerCode: '5.1.8' },
  },
  ...['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10'].map((code) => ({
    row: 'no such mailbox',
    answers: { rcpt: `550 ${code} nobody here` },
    details: { code: 'INVALID_RECIPIENT', kind: 'suppress', providerCode: code } as const,
  })),
  {
    row: 'no such mailbox, reported after the message',
    answers: { dot: '550 5.1.1 nobody here' },
    details: { code: 'INVALID_RECIPIENT', kind: 'permanent', providerCode: '5.1.1' },
  },
  { row: 'mailbox full', answers: { rcpt: '552 mailbox full' }, details: { ...full, providerCode: '552' } },
  { row: 'mailbox full', answers: { rcpt: '550 5.2.2 over quota' }, details: { ...full, providerCode: '5.2.2' } },
  {
    row: 'the server does not serve us',
    answers: { greeting: '554 5.7.1 your address is on a block list' },
    details: { ...account, providerCode: '5.7.1' },
  },
  {
    row: 'refused by policy (SPF, DKIM, DMARC, reputation)',
    answers: { dot: '550 5.7.26 unauthenticated sender' },
    details: { ...alarming, providerCode: '5.7.26' },
  },
  {
    row: 'refused by policy (SPF, DKIM, DMARC, reputation)',
    answers: { rcpt: '554 5.7.1 relay access denied' },
    details: { ...alarming, providerCode: '5.7.1' },
  },
  {
    row: 'the server refused our sender',
    answers: { mail: '550 sender refused' },
    details: { ...account, providerCode: '550' },
  },
  {
    row: 'the session was out of step',
    answers: { data: '503 bad sequence of commands' },
    details: { ...unavailable, providerCode: '503' },
  },
  {
    row: 'the recipient address is malformed',
    answers: { rcpt: '501 syntax error in address' },
    details: { code: 'INVALID_RECIPIENT', kind: 'permanent', providerCode: '501' },
  },
  { row: 'refused', answers: { rcpt: '550 no' }, details: { ...refused, providerCode: '550' } },
  { row: 'refused', answers: { rcpt: '551 user not local' }, details: { ...refused, providerCode: '551' } },
  { row: 'refused', answers: { rcpt: '553 mailbox name not allowed' }, details: { ...refused, providerCode: '553' } },
  { row: 'nothing was sent', answers: { greeting: 'SILENCE' }, details: { ...unavailable, providerCode: 'ETIMEDOUT' } },
  { row: 'nothing was sent', answers: { greeting: 'CLOSE' }, details: { ...unavailable, providerCode: 'ECONNECTION' } },
  {
    row: 'the mail server and SMTP_URL disagree on TLS',
    answers: { extensions: ['STARTTLS'], starttls: '220 go ahead' },
    details: { ...account, providerCode: 'ERR_SSL_WRONG_VERSION_NUMBER' },
  },
  { row: 'nothing was sent', answers: { rcpt: 'SILENCE' }, details: { ...unavailable, providerCode: 'ETIMEDOUT' } },
  { row: 'nothing was sent', answers: { data: 'RESET' }, details: { ...unavailable, providerCode: 'ECONNRESET' } },
];

describe('a mail server that answers', () => {
  it.each(cases)('$answers is "$row"', async ({ answers, row, details }) => {
    await using server = await startScriptedSmtpServer(answers);
    const url = answers.auth === undefined ? server.url : server.url.replace('//', '//user:secret@');
    const error = await attempt(url, { greetingTimeoutMs: 150, socketTimeoutMs: 150 });
    expect({ row: error.message.slice(0, row.length), details: error.details }).toEqual({ row, details });
  });

  it('has a case for each row of the table', () => {
    // certificates have their own, in configuration.test.ts
    const covered = [...cases.map(({ row }) => row), "the mail server's certificate is not trusted"];
    const all = smtpTable.map(({ meaning }) => meaning);
    expect(all.filter((meaning) => !covered.some((row) => meaning.startsWith(row)))).toEqual([]);
  });

  it('says the same with its commands pipelined', async () => {
    await using server = await startScriptedSmtpServer({
      extensions: ['PIPELINING'],
      rcpt: '550 5.1.1 nobody here',
      data: '503 no valid recipients',
    });
    expect((await attempt(server.url)).details).toEqual({
      code: 'INVALID_RECIPIENT',
      kind: 'suppress',
      providerCode: '5.1.1',
    });
  });
});

describe('a mail server that cannot be reached', () => {
  it('sends nothing when the connection is refused', async () => {
    const closed = createServer();
    await once(closed.listen(0, '127.0.0.1'), 'listening');
    const address = closed.address();
    const port = typeof address === 'object' ? address?.port : 0;
    closed.close();
    const { details } = await attempt(`smtp://127.0.0.1:${port}`);
    expect(details).toEqual({ ...unavailable, providerCode: 'ECONNREFUSED' });
  });

  it('sends nothing when its name does not resolve', async () => {
    const { details } = await attempt('smtp://mail.invalid:25', { connectTimeoutMs: 2_000 });
    expect(details).toMatchObject(unavailable);
    expect(details.providerCode).toMatch(/^(EDNS|ENOTFOUND|EAI_AGAIN|ETIMEDOUT)$/);
  });

  it('sends nothing when it cannot be reached in time (192.0.2.0/24 is nobody’s, RFC 5737)', async () => {
    const { details } = await attempt('smtp://192.0.2.1:25', { connectTimeoutMs: 200 });
    expect(details).toMatchObject(unavailable);
  });
});

describe('the classification of SMTP failures', () => {
  it('never calls a refused or unsent mail maybe sent, nor the reverse', () => {
    for (const bodySent of [true, false]) {
      for (const reply of [null, 250, 354, 421, 450, 454, 503, 550, 554]) {
        const failure = { code: 'ETIMEDOUT', reply, enhanced: null, command: 'CONN', text: '', bodySent };
        const surelyNot = !bodySent || (reply !== null && reply >= 400);
        expect(classifySmtp(failure).details.kind === 'maybe-sent', JSON.stringify(failure)).toBe(!surelyNot);
      }
    }
  });
});
