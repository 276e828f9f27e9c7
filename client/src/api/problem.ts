import { type BelltowerError, graphqlError, type Issue } from '@belltower/sdk/resume';
import type { CombinedError } from 'urql';

/** What went wrong with a call, for a page to show. */
export interface Problem {
  readonly code: BelltowerError['code'];
  /** A sentence for a person. */
  readonly message: string;
  readonly issues: readonly Issue[];
  /** Whether the same call may succeed in a moment. */
  readonly retryable: boolean;
}

/** A wait that a person would not call a moment. */
const LONG_MS = 10_000;

const SENTENCES: Partial<Record<BelltowerError['code'], string>> = {
  NETWORK: 'The server could not be reached. Check your connection and try again.',
  UNAUTHENTICATED: 'Your session has ended. Sign in again.',
  FORBIDDEN: 'You may not do this.',
  NOT_FOUND: 'There is no such thing here, or it is not yours.',
  RATE_LIMITED: 'That was a little too fast. Try again in a moment.',
  UNAVAILABLE: 'The server is busy or starting. Try again in a moment.',
  BAD_USER_INPUT: 'Some of this needs another look.',
};

/** The problem behind urql's error: the server's code where it answered, else NETWORK. */
export function problemOf(error: CombinedError): Problem {
  if (error.graphQLErrors.length === 0) return { ...problemFor('NETWORK'), retryable: true };
  const { code, issues, retryable, retryAfterMs, message } = graphqlError(error.graphQLErrors);
  if (retryAfterMs !== null && retryAfterMs > LONG_MS) {
    return { code, message: `${message}. Try again ${inWords(retryAfterMs)}.`, issues, retryable: false };
  }
  return { ...problemFor(code), issues, retryable };
}

/** A wait, rounded up: what is said must not be too early. */
function inWords(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes === 1) return 'in a minute';
  return minutes < 90 ? `in ${minutes} minutes` : `in ${Math.ceil(minutes / 60)} hours`;
}

/** What a code means, said to a person. */
export function problemFor(code: BelltowerError['code']): Problem {
  const message = SENTENCES[code] ?? 'Something went wrong on our side. Try again later.';
  return { code, message, issues: [], retryable: false };
}
