/**
 * Promise: what an SMTP server or the way to it did is given a meaning here and nowhere else. The table is read from
 * the top, the first row that fits decides; the last fits everything.
 *
 * Sources: RFC 5321 §4.2 (replies), RFC 3463 and RFC 4954 §6 (enhanced codes), RFC 6647 (greylisting),
 * RFC 1047 (a lost answer to the final dot).
 */
import type { ChannelErrorDetails, Verdict } from '../errors.ts';
import { isTlsMismatch, isUntrustedCertificate } from '../tls-faults.ts';
import { IMPLICIT_TLS, NO_SMTP, NO_STARTTLS } from './diagnose.ts';
import type { SmtpFailure } from './failure.ts';
import { NO_AUTH } from './sign-in.ts';

/** A pattern of failures: all that it names must hold. */
interface SmtpPattern {
  /** Reply codes, or `4xx`, `5xx`; `none` when the server did not refuse (no reply, or one that is not 4xx or 5xx). */
  readonly reply?: readonly (number | '4xx' | '5xx' | 'none')[];
  /** Enhanced codes, whole (`5.1.1`) or up to a dot (`5.7.`). */
  readonly enhanced?: readonly string[];
  readonly code?: readonly string[];
  /** What the code must be, where many are alike. */
  readonly fault?: (code: string) => boolean;
  readonly command?: readonly string[];
  /** The few answers that only their text distinguishes. */
  readonly text?: readonly RegExp[];
  readonly bodySent?: boolean;
}

/** One row of the table: any match of `when` gives `verdict`. */
export interface SmtpRow {
  readonly meaning: string;
  readonly when: readonly SmtpPattern[];
  readonly verdict: Verdict;
}

const MINUTE = 60_000;
const account = { code: 'PROVIDER_MISCONFIGURED', kind: 'account' } as const;

/** How servers word a throttle that they put into a permanent code. An addition needs a test. */
const THROTTLES = [/too many .{1,40}per (second|minute|hour)/i, /sending rate exceeded/i];

/** SMTP's error table, in order of precedence. */
export const smtpTable: readonly SmtpRow[] = [
  {
    meaning: 'the answer to the sent message was lost',
    when: [{ bodySent: true, reply: ['none'] }],
    verdict: { code: 'MAYBE_SENT', kind: 'maybe-sent' },
  },
  {
    meaning:
      "the mail server's certificate is not trusted: give its issuer in SMTP_CA, the host it is made for in SMTP_URL, or have it renewed",
    when: [{ fault: isUntrustedCertificate }],
    verdict: account,
  },
  {
    meaning:
      'the mail server and SMTP_URL disagree on TLS: smtps:// is for a port that begins with it (465), smtp:// for one that does not (587, 25)',
    when: [{ fault: isTlsMismatch }, { code: [IMPLICIT_TLS] }],
    verdict: account,
  },
  {
    meaning: 'it is no server for sending mail that answers: set host and port (587, 465, 25) in SMTP_URL',
    when: [{ code: [NO_SMTP] }],
    verdict: account,
  },
  {
    meaning:
      'the mail server has no STARTTLS: use a port that has (587), smtps://, or leave requireTLS out of SMTP_URL',
    when: [{ code: [NO_STARTTLS] }, { reply: ['5xx'], command: ['STARTTLS'] }],
    verdict: account,
  },
  {
    meaning:
      'the mail server offers no sign-in for the user in SMTP_URL: use a port that does (587, 465), OAuth 2, or leave the user out',
    when: [{ code: [NO_AUTH] }],
    verdict: account,
  },
  {
    meaning: 'no TLS for now',
    when: [{ reply: [454], command: ['STARTTLS'] }],
    verdict: { code: 'PROVIDER_UNAVAILABLE', kind: 'retry' },
  },
  {
    meaning: 'throttled, in a permanent code',
    when: [{ reply: ['5xx'], text: THROTTLES }],
    verdict: { code: 'RATE_LIMITED', kind: 'retry', slowDown: true },
  },
  {
    meaning: 'temporary authentication failure or rate limit',
    when: [{ reply: [454] }],
    verdict: { code: 'RATE_LIMITED', kind: 'retry', slowDown: true },
  },
  {
    meaning: 'service not available, connection closed',
    when: [{ reply: [421] }],
    verdict: { code: 'PROVIDER_UNAVAILABLE', kind: 'retry', slowDown: true },
  },
  {
    meaning: 'greylisted',
    when: [
      { reply: ['4xx'], enhanced: ['4.7.'] },
      { reply: ['4xx'], text: [/gr[ae]y-?list/i] },
    ],
    verdict: { code: 'PROVIDER_UNAVAILABLE', kind: 'retry', retryAfterMs: 2 * MINUTE },
  },
  {
    meaning: 'transient refusal',
    when: [{ reply: ['4xx'] }],
    verdict: { code: 'PROVIDER_UNAVAILABLE', kind: 'retry' },
  },
  {
    meaning: 'our credentials were refused',
    when: [{ reply: [530, 534, 535] }, { code: ['EAUTH', 'ENOAUTH', 'EOAUTH2'] }],
    verdict: account,
  },
  {
    meaning: 'our message is wrong or too large',
    when: [
      { enhanced: ['5.3.4', '5.2.3'] },
      { reply: [552], text: [/\bsize\b|too (big|large)/i] },
      { code: ['EENVELOPE', 'EMESSAGE', 'EMAXRECIPIENTS', 'ESTREAM'], reply: ['none'] },
    ],
    verdict: { code: 'REJECTED', kind: 'permanent', alarm: true },
  },
  {
    meaning: 'our sender address was refused',
    when: [{ enhanced: ['5.1.7', '5.1.8'] }],
    verdict: account,
  },
  {
    meaning: 'no such mailbox',
    when: [{ reply: ['5xx'], command: ['RCPT TO'], enhanced: ['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10'] }],
    verdict: { code: 'INVALID_RECIPIENT', kind: 'suppress' },
  },
  {
    meaning: 'no such mailbox, reported after the message',
    when: [{ reply: ['5xx'], enhanced: ['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10'] }],
    verdict: { code: 'INVALID_RECIPIENT', kind: 'permanent' },
  },
  {
    meaning: 'mailbox full',
    when: [{ reply: [552] }, { enhanced: ['5.2.2'] }],
    verdict: { code: 'REJECTED', kind: 'retry', scheduleMs: [10 * MINUTE, 60 * MINUTE, 240 * MINUTE] },
  },
  {
    meaning: 'the server does not serve us',
    when: [{ reply: ['5xx'], command: ['CONN', 'EHLO', 'HELO', 'LHLO'], bodySent: false }],
    verdict: account,
  },
  {
    meaning: 'refused by policy (SPF, DKIM, DMARC, reputation)',
    when: [{ reply: ['5xx'], enhanced: ['5.7.'] }],
    verdict: { code: 'REJECTED', kind: 'permanent', alarm: true },
  },
  {
    meaning: 'the server refused our sender',
    when: [{ reply: ['5xx'], command: ['MAIL FROM'] }],
    verdict: account,
  },
  {
    meaning: 'the session was out of step',
    when: [{ reply: [503] }],
    verdict: { code: 'PROVIDER_UNAVAILABLE', kind: 'retry' },
  },
  {
    meaning: 'the recipient address is malformed',
    when: [{ reply: [501], command: ['RCPT TO'] }],
    verdict: { code: 'INVALID_RECIPIENT', kind: 'permanent' },
  },
  {
    meaning: 'refused',
    when: [{ reply: ['5xx'] }],
    verdict: { code: 'REJECTED', kind: 'permanent' },
  },
  {
    meaning: 'nothing was sent',
    when: [{}],
    verdict: { code: 'PROVIDER_UNAVAILABLE', kind: 'retry' },
  },
];

/** Finds the row for a failure and what it says. Pure. */
export function classifySmtp(failure: SmtpFailure): {
  readonly meaning: string;
  readonly details: ChannelErrorDetails;
} {
  const row = smtpTable.find(({ when }) => when.some((pattern) => fits(pattern, failure)));
  if (row === undefined) throw new TypeError('the last row of the table fits everything');
  const found = failure.code === NO_STARTTLS ? failure.code : null;
  const providerCode = found ?? failure.enhanced ?? failure.reply?.toString() ?? failure.code;
  return { meaning: row.meaning, details: { ...row.verdict, providerCode } };
}

function fits(pattern: SmtpPattern, { reply, enhanced, code, command, text, bodySent }: SmtpFailure): boolean {
  return (
    (pattern.reply === undefined || pattern.reply.some((wanted) => replyFits(wanted, reply))) &&
    (pattern.enhanced === undefined || (enhanced !== null && pattern.enhanced.some((it) => codeFits(it, enhanced)))) &&
    (pattern.code === undefined || (code !== null && pattern.code.includes(code))) &&
    (pattern.fault === undefined || (code !== null && pattern.fault(code))) &&
    (pattern.command === undefined || (command !== null && pattern.command.includes(command))) &&
    (pattern.text === undefined || pattern.text.some((it) => it.test(text))) &&
    (pattern.bodySent === undefined || pattern.bodySent === bodySent)
  );
}

function replyFits(wanted: number | '4xx' | '5xx' | 'none', reply: number | null): boolean {
  const digit = reply === null ? 0 : Math.floor(reply / 100);
  if (wanted === 'none') return digit !== 4 && digit !== 5;
  return wanted === '4xx' ? digit === 4 : wanted === '5xx' ? digit === 5 : wanted === reply;
}

function codeFits(wanted: string, enhanced: string): boolean {
  return wanted.endsWith('.') ? enhanced.startsWith(wanted) : enhanced === wanted;
}
