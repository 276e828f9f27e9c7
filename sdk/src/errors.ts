import {
  CONFLICT_REASONS,
  type ConflictReason,
  GRAPHQL_CODES,
  type GraphQLErrorCode,
  ISSUE_CODES,
  type Issue,
  type NetworkErrorCode,
} from './error-codes.ts';

interface Details {
  readonly retryable: boolean;
  readonly issues?: readonly Issue[];
  readonly reason?: ConflictReason | null;
  readonly retryAfterMs?: number | null;
  readonly cause?: unknown;
}

type Failure =
  | { readonly kind: 'graphql'; readonly code: GraphQLErrorCode }
  | { readonly kind: 'network'; readonly code: NetworkErrorCode };

interface Failed extends Error {
  readonly name: 'BelltowerError';
  /** Every problem of a BAD_USER_INPUT at once, and the limit that a RATE_LIMITED is about, where there is a place for it. */
  readonly issues: readonly Issue[];
  /** Why a CONFLICT is one; null where the server does not say, or in a word that is newer than this package. */
  readonly reason: ConflictReason | null;
  /** The same call may succeed later; it has been retried by then. */
  readonly retryable: boolean;
  /** Of a RATE_LIMITED: in how many milliseconds; null where the server does not say. */
  readonly retryAfterMs: number | null;
}

/** The server answered with an error: `code` is its `extensions.code`. */
export interface GraphQLFailure extends Failed {
  readonly kind: 'graphql';
  readonly code: GraphQLErrorCode;
}

/** There was no GraphQL answer. */
export interface NetworkFailure extends Failed {
  readonly kind: 'network';
  readonly code: NetworkErrorCode;
}

/** The one error this package throws. Branch on `kind`, which says which codes there are, and on `code`; never on the message. */
export type BelltowerError = GraphQLFailure | NetworkFailure;

/** Whatever copy of this package an error is of: a program may load one by `import` and another by `require`. */
const BRAND = Symbol.for('@belltower/sdk.error');

class ErrorOfSdk extends Error {
  override readonly name = 'BelltowerError';
  readonly [BRAND] = true;
  readonly kind: Failure['kind'];
  readonly code: Failure['code'];
  readonly issues: readonly Issue[];
  readonly reason: ConflictReason | null;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;

  constructor(
    message: string,
    failure: Failure,
    { retryable, issues = [], reason = null, retryAfterMs = null, cause }: Details,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = failure.kind;
    this.code = failure.code;
    this.issues = issues;
    this.reason = reason;
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && BRAND in value;
  }
}

/** For `instanceof`, which narrows to the kinds of failure. */
export const BelltowerError = ErrorOfSdk as {
  new (message: string, failure: Failure, details: Details): BelltowerError;
  readonly prototype: BelltowerError;
};

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
  const reason = code === 'CONFLICT' && first !== undefined ? reasonOf(first) : null;
  return new BelltowerError(
    message,
    { kind: 'graphql', code },
    { retryable, issues, reason, retryAfterMs, cause: errors },
  );
}

/** Whether a value is an object with properties. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function codeOf(error: Record<string, unknown>): GraphQLErrorCode {
  const code = isRecord(error.extensions) ? error.extensions.code : undefined;
  return GRAPHQL_CODES.find((known) => known === code) ?? 'UNKNOWN';
}

function reasonOf({ extensions }: Record<string, unknown>): ConflictReason | null {
  const value = isRecord(extensions) ? extensions.reason : null;
  return CONFLICT_REASONS.find((known) => known === value) ?? null;
}

function retryAfterMsOf({ extensions }: Record<string, unknown>): number | null {
  const value = isRecord(extensions) ? extensions.retryAfterMs : null;
  return typeof value === 'number' && value >= 0 ? value : null;
}

function issuesOf(extensions: unknown): Issue[] {
  if (!isRecord(extensions) || !Array.isArray(extensions.issues)) return [];
  return extensions.issues.filter(isRecord).flatMap(({ path, code, message }) => {
    if (!isPath(path) || typeof message !== 'string') return [];
    return [{ path, code: ISSUE_CODES.find((known) => known === code) ?? 'UNKNOWN', message }];
  });
}

function isPath(value: unknown): value is Issue['path'] {
  return Array.isArray(value) && value.every((key) => typeof key === 'string' || typeof key === 'number');
}
