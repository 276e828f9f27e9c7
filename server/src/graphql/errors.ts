/**
 * Promise: a caller gets a code they can act on, and nothing of how the server is made: an error that is not meant for them
 * is logged and answered as INTERNAL_SERVER_ERROR.
 */
import { HeaderMap } from '@apollo/server';
import { EventLogError } from '@belltower/event-log';
import { isDatabaseUnavailable } from '@belltower/support/postgres';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { RequestError, type RequestErrorCode } from '../request-error.ts';

/** Codes of Apollo Server and of the GraphQL specification that callers get unchanged. */
const KEPT = ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT', 'QUERY_TOO_COMPLEX'];

/** Apollo Server's own codes (its "Error codes" page), and the contract's code for each. */
const RENAMED: Readonly<Record<string, string>> = {
  BAD_REQUEST: 'BAD_USER_INPUT',
  OPERATION_RESOLUTION_FAILURE: 'GRAPHQL_VALIDATION_FAILED',
  PERSISTED_QUERY_NOT_FOUND: 'BAD_USER_INPUT',
  PERSISTED_QUERY_NOT_SUPPORTED: 'BAD_USER_INPUT',
};

/** The token limit of graphql-js has no code, only this message (graphql 16.15, language/parser.js). */
const TOO_MANY_TOKENS = 'Syntax Error: Document contains more that'; // sic

/** How many errors one answer has at most, how long a message of them is, and how many places it names. */
export const MOST_ERRORS = 50;
const LONGEST_MESSAGE = 500;
const MOST_LOCATIONS = 10;

const STATUS: ReadonlyMap<unknown, number> = new Map<RequestErrorCode | 'INTERNAL_SERVER_ERROR', number>([
  ['UNAUTHENTICATED', 401],
  ['RATE_LIMITED', 429],
  ['UNAVAILABLE', 503],
  ['INTERNAL_SERVER_ERROR', 500],
]);
/** Where an answer has several errors, the first of these that occurs: the server's faults before the caller's. */
const STATUSES = [500, 503, 429, 401];

/** The HTTP status that an answer with this code has; null where it has none of its own. */
export function statusOfCode(code: unknown): number | null {
  return STATUS.get(code) ?? null;
}

/** The HTTP status that an answer with these errors has; null where none of them has its own. */
export function statusOfErrors(errors: readonly GraphQLFormattedError[]): number | null {
  const found = new Set(errors.map(({ extensions }) => statusOfCode(extensions?.code)));
  return STATUSES.find((status) => found.has(status)) ?? null;
}

/** The value of the header Retry-After (RFC 9110, 10.2.3): whole seconds. */
export function retryAfterOf(retryAfterMs: number): string {
  return String(Math.ceil(retryAfterMs / 1_000));
}

/** A refusal as a GraphQL error, with the HTTP status that Apollo Server answers it with. */
export function graphQLErrorOf(error: RequestError): GraphQLError {
  const status = statusOfCode(error.code);
  const { retryAfterMs } = error;
  const headers = new HeaderMap(retryAfterMs === null ? [] : [['retry-after', retryAfterOf(retryAfterMs)]]);
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: status === null ? {} : { http: { status, headers } },
  });
}

/** The same for a request that is not executed: status 400 where the code has none of its own. */
export function refusalBeforeExecution(refusal: RequestError): GraphQLError {
  const error = graphQLErrorOf(refusal);
  if (error.extensions.http !== undefined) return error;
  return new GraphQLError(error.message, { originalError: refusal, extensions: { http: { status: 400 } } });
}

/** Any error as callers see it, on every transport. */
export function toClientError(error: unknown, log: Logger): GraphQLFormattedError {
  const graphQLError = error instanceof GraphQLError ? error : new GraphQLError('', { originalError: asError(error) });
  const { locations, path } = graphQLError.toJSON();
  const at = { ...(locations && { locations: locations.slice(0, MOST_LOCATIONS) }), ...(path && { path }) };
  const message = shortened(graphQLError.message);
  const cause = rootOf(graphQLError);
  if (cause instanceof RequestError) return { message: cause.message, ...at, extensions: extensionsOf(cause) };
  if (isDatabaseUnavailable(cause) || (cause instanceof EventLogError && cause.retryable)) {
    log.warn({ err: cause }, 'a request could not be served now');
    return { message: 'This cannot be answered now; try again', ...at, extensions: { code: 'UNAVAILABLE' } };
  }
  if (graphQLError.message.startsWith(TOO_MANY_TOKENS)) {
    return { message, ...at, extensions: { code: 'QUERY_TOO_COMPLEX' } };
  }
  const { limit, code: given } = graphQLError.extensions;
  const code = limit === undefined ? (RENAMED[String(given)] ?? String(given)) : 'QUERY_TOO_COMPLEX';
  if (KEPT.includes(code)) {
    return { message, ...at, extensions: code === 'BAD_USER_INPUT' ? { code, issues: [] } : { code } };
  }
  log.error({ err: cause, path }, 'a request failed');
  return { message: 'An internal error has occurred', ...at, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}

function extensionsOf({ code, issues, retryAfterMs, reason }: RequestError) {
  return {
    code,
    ...((code === 'BAD_USER_INPUT' || issues.length > 0) && { issues }),
    ...(retryAfterMs !== null && { retryAfterMs }),
    ...(reason !== null && { reason }),
  };
}

/** Apollo Server and graphql-js wrap what resolvers throw, more than once. */
function rootOf(error: GraphQLError): unknown {
  let root: unknown = error;
  while (root instanceof GraphQLError && root.originalError instanceof Error) root = root.originalError;
  return root;
}

/** graphql-js repeats names and values, however long they are. */
function shortened(message: string): string {
  return message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE).toWellFormed()}…` : message;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
