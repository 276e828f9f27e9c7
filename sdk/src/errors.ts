/** One thing that was wrong with an input: `path` leads from the argument to the field, as in `['input', 'email']`. */
export interface Issue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const GRAPHQL_CODES = [
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'CURSOR_INVALID',
  'CURSOR_EXPIRED',
  'RATE_LIMITED',
  'QUERY_TOO_COMPLEX',
  'UNAVAILABLE',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'INTERNAL_SERVER_ERROR',
] as const;

/** What the server answers in `extensions.code`. `UNKNOWN` stands for a code that is newer than this package. */
export type GraphQLErrorCode = (typeof GRAPHQL_CODES)[number] | 'UNKNOWN';

/**
 * What went wrong before there was a GraphQL answer. `NETWORK`: no connection, or it was cut. `TIMEOUT`: no answer in
 * time. `BAD_RESPONSE`: the answer was not GraphQL, so something else answers at this address. `CLOSED`: this client
 * was closed.
 */
export type NetworkErrorCode = 'NETWORK' | 'TIMEOUT' | 'BAD_RESPONSE' | 'CLOSED';

interface Details {
  readonly retryable: boolean;
  readonly issues?: readonly Issue[];
  readonly retryAfterMs?: number | null;
  readonly cause?: unknown;
}

type Failure =
  | { readonly kind: 'graphql'; readonly code: GraphQLErrorCode }
  | { readonly kind: 'network'; readonly code: NetworkErrorCode };

/**
 * The one error this package throws. Branch on `kind` and `code`, never on the message. `issues` holds every problem
 * of a BAD_USER_INPUT at once. `retryable`: the same call may succeed later; it has been retried by then.
 * `retryAfterMs` of a RATE_LIMITED says in how many milliseconds; null where the server does not say.
 */
export class BelltowerError extends Error {
  override readonly name = 'BelltowerError';
  readonly kind: Failure['kind'];
  readonly code: Failure['code'];
  readonly issues: readonly Issue[];
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;

  constructor(message: string, failure: Failure, { retryable, issues = [], retryAfterMs = null, cause }: Details) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = failure.kind;
    this.code = failure.code;
    this.issues = issues;
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
  }
}

/** A failure without an answer: `retryable` unless the caller says otherwise, because the next try may get through. */
export function networkError(
  code: NetworkErrorCode,
  message: string,
  { retryable = true, cause }: Partial<Details> = {},
): BelltowerError {
  return new BelltowerError(message, { kind: 'network', code }, { retryable, cause });
}

/** The `errors` of a GraphQL answer as one error: the first one's code and message, the issues of all. */
export function graphqlError(errors: unknown): BelltowerError {
  const all = Array.isArray(errors) ? errors.filter(isRecord) : [];
  const [first] = all;
  const code = first === undefined ? 'UNKNOWN' : codeOf(first);
  const message = typeof first?.message === 'string' ? first.message : 'The server answered with an error.';
  const issues = all.flatMap((error) => issuesOf(error.extensions));
  const retryable = code === 'UNAVAILABLE' || code === 'RATE_LIMITED';
  const retryAfterMs = first === undefined ? null : retryAfterMsOf(first);
  return new BelltowerError(message, { kind: 'graphql', code }, { retryable, issues, retryAfterMs, cause: errors });
}

/** Whether a value is an object with properties. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function codeOf(error: Record<string, unknown>): GraphQLErrorCode {
  const code = isRecord(error.extensions) ? error.extensions.code : undefined;
  return GRAPHQL_CODES.find((known) => known === code) ?? 'UNKNOWN';
}

function retryAfterMsOf({ extensions }: Record<string, unknown>): number | null {
  const value = isRecord(extensions) ? extensions.retryAfterMs : null;
  return typeof value === 'number' && value >= 0 ? value : null;
}

function issuesOf(extensions: unknown): Issue[] {
  if (!isRecord(extensions) || !Array.isArray(extensions.issues)) return [];
  return extensions.issues.filter(isIssue);
}

function isIssue(value: unknown): value is Issue {
  return isRecord(value) && Array.isArray(value.path) && typeof value.message === 'string';
}
