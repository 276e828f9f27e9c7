import type { ConflictReason, IssueCode } from './generated/resolvers.ts';

/** Why a request was refused, in the words of the public contract. */
export type RequestErrorCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'CURSOR_INVALID'
  | 'CURSOR_EXPIRED'
  | 'RATE_LIMITED'
  | 'QUERY_TOO_COMPLEX'
  | 'UNAVAILABLE';

/** What is wrong with a value: the code for programs, and the message for developers, which repeats no value. */
export interface Fault {
  readonly code: IssueCode;
  readonly message: string;
}

/** One thing that is wrong with an input. `path` begins at the argument: `["input", "email"]`. */
export interface InputIssue extends Fault {
  readonly path: readonly (string | number)[];
}

const RETRYABLE: readonly RequestErrorCode[] = ['RATE_LIMITED', 'UNAVAILABLE'];

/** A request that is refused. Its message may be shown to the caller. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: RequestErrorCode;
  readonly retryable: boolean;
  /** Everything that is wrong with the input, for BAD_USER_INPUT; for RATE_LIMITED which limit was reached, where it has a place. */
  readonly issues: readonly InputIssue[];
  /** When the same request may succeed, counted from now; null where that is not known. */
  readonly retryAfterMs: number | null;
  /** Why it does not fit what is there, for CONFLICT. */
  readonly reason: ConflictReason | null;

  constructor(
    code: RequestErrorCode,
    message: string,
    options: ErrorOptions & { issues?: readonly InputIssue[]; retryAfterMs?: number; reason?: ConflictReason } = {},
  ) {
    super(message, options);
    this.code = code;
    this.retryable = RETRYABLE.includes(code);
    this.issues = options.issues ?? [];
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.reason = options.reason ?? null;
  }
}

/** The refusal of what does not fit what is there. */
export function conflict(reason: ConflictReason): RequestError {
  return new RequestError('CONFLICT', CONFLICTS[reason], { reason });
}

const CONFLICTS: Readonly<Record<ConflictReason, string>> = {
  IDEMPOTENCY_KEY_REUSED: 'This idempotency key was used with another input',
  APPOINTMENT_PAST: 'The appointment has begun',
  APPOINTMENT_CANCELLED: 'The appointment is cancelled',
  SEQUENCE_CHANGED: 'The appointment was changed: it is no longer at expectedSequence',
  CHANGED_TOO_OFTEN: 'The appointment was changed as often as one may be: it can only be cancelled',
  NOT_FAILED: 'The delivery is not FAILED',
  RETRY_PENDING: 'A retry of the delivery was requested already',
  SUPERSEDED: 'The appointment was moved or cancelled since: a newer message replaces this one',
};

/** How many issues a caller gets at once: a caller who fixes these may send the request again. */
const MOST_ISSUES = 50;
/** How many characters a name in a path, and the message that sums all issues up, have at most. */
const LONGEST_KEY = 64;
const LONGEST_MESSAGE = 1_000;

/** Collects issues until there are as many as a caller gets. */
export interface Issues {
  readonly found: readonly InputIssue[];
  /** Whether there are enough: further issues are not reported. */
  readonly full: boolean;
  /** Keeps a copy of the path. */
  add(path: InputIssue['path'], fault: Fault): void;
}

/** Makes an empty collection. It holds one issue more than is reported, so that "and more" can be said. */
export function createIssues(): Issues {
  const found: InputIssue[] = [];
  return {
    found,
    get full() {
      return found.length > MOST_ISSUES;
    },
    add(path, { code, message }) {
      if (found.length <= MOST_ISSUES) found.push({ path: [...path], code, message });
    },
  };
}

/** The refusal of an input, with what is wrong with it: up to 50 issues, and whether there are more. */
export function badInput(issues: readonly InputIssue[]): RequestError {
  const reported = issues.slice(0, MOST_ISSUES).map((issue) => ({ ...issue, path: issue.path.map(shortened) }));
  const all = reported.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ');
  const more = all.length > LONGEST_MESSAGE || issues.length > MOST_ISSUES ? ' … and more' : '';
  const message = `The input cannot be used: ${all.slice(0, LONGEST_MESSAGE).toWellFormed()}${more}`;
  return new RequestError('BAD_USER_INPUT', message, { issues: reported });
}

function shortened(key: string | number): string | number {
  return typeof key === 'string' && key.length > LONGEST_KEY ? `${key.slice(0, LONGEST_KEY).toWellFormed()}…` : key;
}

/** The refusal of requests that come too often. */
export function rateLimited(message: string, retryAfterMs: number): RequestError {
  return new RequestError('RATE_LIMITED', message, { retryAfterMs: Math.ceil(retryAfterMs) });
}
