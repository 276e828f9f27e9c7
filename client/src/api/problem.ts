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
  const { code, issues, retryable } = graphqlError(error.graphQLErrors);
  return { ...problemFor(code), issues, retryable };
}

/** What a code means, said to a person. */
export function problemFor(code: BelltowerError['code']): Problem {
  const message = SENTENCES[code] ?? 'Something went wrong on our side. Try again later.';
  return { code, message, issues: [], retryable: false };
}
