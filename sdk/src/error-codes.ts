/** What can be wrong with one value of an input: `IssueCode` in the server's schema. */
export const ISSUE_CODES = [
  'REQUIRED',
  'NOT_APPLICABLE',
  'INVALID_TYPE',
  'INVALID_VALUE',
  'INVALID_CHARACTERS',
  'TOO_LONG',
  'OUT_OF_RANGE',
  'INVALID_INSTANT',
  'IN_THE_PAST',
  'TOO_FAR_AHEAD',
  'INVALID_DURATION',
  'DUPLICATE',
  'INVALID_TIME_ZONE',
  'INVALID_LOCALE',
  'INVALID_CURSOR',
  'NO_CHANNEL',
  'CHANNEL_NOT_IN_USE',
  'INVALID_EMAIL',
  'INVALID_PHONE',
  'IMPOSSIBLE_PHONE',
  'TRUNK_ZERO',
  'COUNTRY_NOT_ALLOWED',
  'CONTAINS_ADDRESS',
  'CONTAINS_PHONE_NUMBER',
  'BOOKED_TOO_OFTEN',
  'SENT_TOO_OFTEN',
] as const;

/** What is wrong with one value of an input. `UNKNOWN` stands for a code that is newer than this package, or older than codes. */
export type IssueCode = (typeof ISSUE_CODES)[number] | 'UNKNOWN';

/** Why a CONFLICT is one: `ConflictReason` in the server's schema. */
export const CONFLICT_REASONS = [
  'IDEMPOTENCY_KEY_REUSED',
  'APPOINTMENT_PAST',
  'APPOINTMENT_CANCELLED',
  'SEQUENCE_CHANGED',
  'CHANGED_TOO_OFTEN',
  'NOT_FAILED',
  'RETRY_PENDING',
  'SUPERSEDED',
] as const;

/** Why a request does not fit what is there. */
export type ConflictReason = (typeof CONFLICT_REASONS)[number];

/**
 * One thing that was wrong with an input: `path` leads from the argument to the field, as in `['input', 'email']`. Branch on
 * `code`; the message is for developers.
 */
export interface Issue {
  readonly path: readonly (string | number)[];
  readonly code: IssueCode;
  readonly message: string;
}

export const GRAPHQL_CODES = [
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
