import { type BelltowerError, type ConflictReason, graphqlError, type Issue } from '@belltower/sdk/resume';
import type { CombinedError } from 'urql';
import { wordsFor } from '../forms/words.ts';
import { text } from '../language/text.ts';

/** What went wrong with a call, for a page to show. */
export interface Problem {
  readonly code: BelltowerError['code'];
  /** A sentence for a person. */
  readonly message: string;
  readonly issues: readonly Issue[];
  /** Why a CONFLICT is one; null where that is not known. */
  readonly reason: ConflictReason | null;
  /** Whether the same call may succeed in a moment. */
  readonly retryable: boolean;
  /** When it may succeed, counted from now; null where that is not known. */
  readonly retryAfterMs: number | null;
}

/** A wait that a person would not call a moment. */
const LONG_MS = 10_000;

/** Where the same call may succeed later without a change. */
const RETRYABLE: readonly BelltowerError['code'][] = ['NETWORK', 'TIMEOUT', 'UNAVAILABLE', 'RATE_LIMITED'];

/** The problem behind urql's error, by the server's code where it answered. */
export function problemOf(error: CombinedError): Problem {
  if (error.graphQLErrors.length === 0) return problemWithoutAnswer(error);
  const { code, issues, reason, retryAfterMs } = graphqlError(error.graphQLErrors);
  if (code === 'RATE_LIMITED') return limited(issues, retryAfterMs);
  const problem = problemFor(code);
  return { ...problem, message: reason === null ? problem.message : text(`conflict.${reason}`), issues, reason };
}

/** What a code means, said to a person. */
export function problemFor(code: BelltowerError['code']): Problem {
  return {
    code,
    message: text(isWorded(code) ? `problem.${code}` : 'problem.OTHER'),
    issues: [],
    reason: null,
    retryable: RETRYABLE.includes(code),
    retryAfterMs: null,
  };
}

/** What is between us and the server may have answered in its place, or nobody in time. */
function problemWithoutAnswer({ networkError, response }: CombinedError): Problem {
  if (response instanceof Response) {
    const { status, headers } = response;
    if (status === 429) return limited([], Number(headers.get('retry-after')) * 1_000 || null);
    return problemFor(status >= 500 ? 'UNAVAILABLE' : 'BAD_RESPONSE');
  }
  return problemFor(networkError?.name === 'TimeoutError' ? 'TIMEOUT' : 'NETWORK');
}

/** Says which limit was reached, and when to come again. What lasts longer than a moment is not repeated by itself. */
function limited(issues: readonly Issue[], retryAfterMs: number | null): Problem {
  const isBookedOften = issues.some(({ code }) => code === 'BOOKED_TOO_OFTEN');
  const isSentOften = issues.some(({ code }) => code === 'SENT_TOO_OFTEN');
  const why = isBookedOften
    ? wordsFor(null, 'BOOKED_TOO_OFTEN')
    : text(isSentOften ? 'limited.sentOften' : 'problem.RATE_LIMITED');
  return {
    code: 'RATE_LIMITED',
    message: againIn(why, retryAfterMs),
    issues: issues.filter(({ code }) => code !== 'BOOKED_TOO_OFTEN'),
    reason: null,
    retryable: retryAfterMs === null || retryAfterMs <= LONG_MS,
    retryAfterMs,
  };
}

/** A wait, rounded up: what is said must not be too early. */
function againIn(why: string, ms: number | null): string {
  if (ms === null || ms <= 2_000) return text('limited.moment', { why });
  if (ms <= LONG_MS) return text('limited.seconds', { why, count: Math.ceil(ms / 1_000) });
  const minutes = Math.ceil(ms / 60_000);
  if (minutes < 90) return text('limited.minutes', { why, count: minutes });
  return text('limited.hours', { why, count: Math.ceil(minutes / 60) });
}

/** The codes that have a sentence of their own. */
const WORDED = [
  'NETWORK',
  'TIMEOUT',
  'BAD_RESPONSE',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'RATE_LIMITED',
  'UNAVAILABLE',
  'QUERY_TOO_COMPLEX',
  'BAD_USER_INPUT',
] as const satisfies readonly BelltowerError['code'][];

function isWorded(code: BelltowerError['code']): code is (typeof WORDED)[number] {
  return WORDED.some((worded) => worded === code);
}
