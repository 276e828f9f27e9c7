/**
 * Promise: what Twilio or the way to it did is given a meaning here and nowhere else. The table is read from the top,
 * the first row that fits decides; the last fits everything.
 *
 * Source: Twilio's error and warning dictionary, https://www.twilio.com/docs/api/errors.
 */
import type { ChannelErrorDetails, Verdict } from '../errors.ts';
import type { TwilioFailure } from './failure.ts';

/** A pattern of failures: all that it names must hold. */
interface TwilioPattern {
  /** Twilio's error codes; `any` when it gave one, whichever. */
  readonly code?: readonly number[] | 'any';
  /** HTTP statuses, from and to. */
  readonly status?: readonly [number, number];
  readonly left?: boolean;
}

/** One row of the table: any of `when` brings `verdict`. */
export interface TwilioRow {
  readonly meaning: string;
  readonly when: readonly TwilioPattern[];
  readonly verdict: Verdict;
}

const MINUTE = 60_000;

/** Twilio's error table, in order of precedence. */
export const twilioTable: readonly TwilioRow[] = [
  {
    meaning: 'too many requests, not processed',
    when: [{ code: [20429] }, { status: [429, 429] }],
    verdict: { code: 'RATE_LIMITED', kind: 'retry', slowDown: true },
  },
  {
    meaning: 'Twilio is unavailable, not processed',
    when: [{ code: [20503, 21730] }, { status: [503, 503], code: 'any' }],
    verdict: { code: 'PROVIDER_UNAVAILABLE', kind: 'retry' },
  },
  {
    meaning: 'authentication failed or account suspended',
    when: [{ code: [20003, 20005, 30002] }],
    verdict: { code: 'PROVIDER_MISCONFIGURED', kind: 'account' },
  },
  {
    meaning: 'not a number that can receive SMS',
    when: [{ code: [21211, 21612, 21614, 21635] }],
    verdict: { code: 'INVALID_RECIPIENT', kind: 'permanent' },
  },
  {
    meaning: 'our sender was refused',
    when: [{ code: [21606, 21212, 21603, 21659, 21660, 21701, 21703] }],
    verdict: { code: 'PROVIDER_MISCONFIGURED', kind: 'account' },
  },
  {
    meaning: 'our callback URL was refused',
    when: [{ code: [21609] }],
    verdict: { code: 'PROVIDER_MISCONFIGURED', kind: 'account' },
  },
  {
    meaning: 'the account may not send to this country or number',
    when: [{ code: [21408, 21608] }],
    verdict: { code: 'REJECTED', kind: 'permanent', alarm: true },
  },
  {
    meaning: 'the recipient has opted out (STOP)',
    when: [{ code: [21610] }],
    verdict: { code: 'RECIPIENT_OPTED_OUT', kind: 'permanent' },
  },
  {
    meaning: 'the queue of our sender is full',
    when: [{ code: [21611, 30001] }],
    verdict: { code: 'RATE_LIMITED', kind: 'retry', retryAfterMs: 2 * MINUTE },
  },
  {
    meaning: 'the handset is off or away',
    when: [{ code: [30003] }],
    verdict: { code: 'UNDELIVERED', kind: 'retry', scheduleMs: [1 * MINUTE, 10 * MINUTE] },
  },
  {
    meaning: 'blocked by the recipient or the carrier',
    when: [{ code: [30004] }],
    verdict: { code: 'UNDELIVERED', kind: 'permanent' },
  },
  {
    meaning: 'unknown number, landline or unreachable carrier',
    when: [{ code: [30005, 30006] }],
    verdict: { code: 'INVALID_RECIPIENT', kind: 'permanent' },
  },
  {
    meaning: 'filtered as spam by the carrier',
    when: [{ code: [30007] }],
    verdict: { code: 'UNDELIVERED', kind: 'permanent', alarm: true },
  },
  {
    meaning: 'not delivered, for an unknown reason',
    when: [{ code: [30008] }],
    verdict: { code: 'UNDELIVERED', kind: 'retry', scheduleMs: [1 * MINUTE] },
  },
  {
    // while the appointment is ahead; once it is past the notifier's policy ends every retry
    meaning: 'not delivered within its validity',
    when: [{ code: [30036] }],
    verdict: { code: 'UNDELIVERED', kind: 'retry' },
  },
  {
    meaning: 'Twilio was not reached',
    when: [{ left: false }],
    verdict: { code: 'PROVIDER_UNAVAILABLE', kind: 'retry' },
  },
  {
    meaning: 'the API is not there or not open to us',
    when: [{ status: [300, 399] }, { status: [401, 401] }, { status: [403, 404] }],
    verdict: { code: 'PROVIDER_MISCONFIGURED', kind: 'account' },
  },
  {
    meaning: 'our request was refused',
    when: [{ status: [400, 407] }, { status: [409, 499] }],
    verdict: { code: 'REJECTED', kind: 'permanent', alarm: true },
  },
  {
    meaning: 'the answer was lost or cannot be read',
    when: [{}],
    verdict: { code: 'MAYBE_SENT', kind: 'maybe-sent' },
  },
];

/** Finds the row for a failed hand-over and what it says. Pure. */
export function classifyTwilio(failure: TwilioFailure): {
  readonly meaning: string;
  readonly details: ChannelErrorDetails;
} {
  const row = twilioTable.find(({ when }) => when.some((pattern) => fits(pattern, failure)));
  if (row === undefined) throw new TypeError('the last row of the table fits everything');
  const providerCode = (failure.code ?? failure.network ?? failure.status)?.toString() ?? null;
  const { retryAfterMs } = failure;
  return {
    meaning: row.meaning,
    details: { ...row.verdict, providerCode, ...(retryAfterMs !== null && { retryAfterMs }) },
  };
}

/** The row for a carrier's reason that is not in the table, or for none. */
const UNKNOWN_REASON = 30008;

/**
 * Says why a message that Twilio had accepted was not delivered, from the `ErrorCode` of a callback. A carrier's reason
 * (30xxx) is `UNDELIVERED`; its `kind` only tells whether trying again may help, for nothing retries it by itself.
 * Pure.
 */
export function classifyUndelivered(code: number | null): {
  readonly meaning: string;
  readonly details: ChannelErrorDetails;
} {
  const named = (wanted: number) =>
    twilioTable.find(({ when }) => when.some((it) => it.code !== 'any' && it.code?.includes(wanted)));
  const row = (code === null ? undefined : named(code)) ?? named(UNKNOWN_REASON);
  if (row === undefined) throw new TypeError(`the table has a row for ${UNKNOWN_REASON}`);
  const byCarrier = code === null || (code >= 30_000 && code < 31_000);
  const { kind, alarm } = row.verdict;
  const errorCode = byCarrier || row.verdict.code === 'MAYBE_SENT' ? 'UNDELIVERED' : row.verdict.code;
  return {
    meaning: row.meaning,
    details: { code: errorCode, kind, providerCode: code?.toString() ?? null, ...(alarm && { alarm }) },
  };
}

function fits({ code, status, left }: TwilioPattern, failure: TwilioFailure): boolean {
  return (
    (code === undefined || (failure.code !== null && (code === 'any' || code.includes(failure.code)))) &&
    (status === undefined || (failure.status !== null && failure.status >= status[0] && failure.status <= status[1])) &&
    (left === undefined || left === failure.left)
  );
}
