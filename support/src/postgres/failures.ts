/**
 * What PostgreSQL's refusals mean, in one place: SQLSTATE from the appendix "PostgreSQL Error Codes" of its manual, the codes of
 * Node's sockets, and the errors to which `pg` gives no code.
 */

/** What a failed statement, or a failed connection, says about the database. */
export type DatabaseFailure =
  /** It cannot be reached, is starting or stopping, has no connection left, or did not answer in time. */
  | 'unreachable'
  /** It does not let us in, or there is no such database. */
  | 'denied'
  /** It takes no writes: an old primary after a failover, say. */
  | 'read-only'
  /** Its disk is full. */
  | 'full'
  /** It gave up this transaction: a conflict, a limit, an error of its system. */
  | 'aborted'
  /** It refused what was written: the same data is refused again. */
  | 'data'
  /** Anything else: a fault of ours. */
  | 'other';

/** What connecting to a Unix socket says of its file; other calls say the same of any file. */
const SOCKET_FILE_CODES: Readonly<Record<string, DatabaseFailure>> = { ENOENT: 'unreachable', EACCES: 'denied' };

const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Single codes first, then their classes. */
const MEANINGS: readonly (readonly [start: string, meaning: DatabaseFailure])[] = [
  ['08P01', 'other'], // protocol violation: what we sent cannot be read, now or later
  ['25006', 'read-only'], // read_only_sql_transaction
  ['25P03', 'aborted'], // idle_in_transaction_session_timeout
  ['25P04', 'aborted'], // transaction_timeout
  ['3D000', 'denied'], // invalid_catalog_name
  ['53100', 'full'], // disk_full
  ['53300', 'unreachable'], // too_many_connections
  ['55P03', 'aborted'], // lock_not_available
  ['08', 'unreachable'], // connection exception
  ['22', 'data'], // data exception
  ['23', 'data'], // integrity constraint violation
  ['28', 'denied'], // invalid authorization
  ['40', 'aborted'], // transaction rollback
  ['53', 'aborted'], // insufficient resources
  ['57', 'unreachable'], // operator intervention: shutdown, start, cancelled statements
  ['58', 'aborted'], // system error
];

/** What `pg` says without a code, word for word (pg 8.23: client.js, query.js; pg-pool 3). */
const UNREACHABLE_TEXTS = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'Client has encountered a connection error',
  'Client was closed and is not queryable',
  'Cannot use a pool after calling end on the pool',
];

/** Reads an error of `pg` or the ORM, or one that has it as its cause. */
export function databaseFailureOf(error: unknown): DatabaseFailure {
  if (typeof error !== 'object' || error === null) return 'other';
  if ('code' in error && typeof error.code === 'string') {
    const { code } = error;
    if (NETWORK_CODES.has(code)) return 'unreachable';
    if ('syscall' in error && error.syscall === 'connect') return SOCKET_FILE_CODES[code] ?? 'other';
    if (/^[0-9A-Z]{5}$/.test(code)) return MEANINGS.find(([start]) => code.startsWith(start))?.[1] ?? 'other';
  }
  if (!(error instanceof Error)) return 'other';
  if (UNREACHABLE_TEXTS.some((text) => error.message.startsWith(text))) return 'unreachable';
  const parts = error instanceof AggregateError ? error.errors : [error.cause];
  return parts.map(databaseFailureOf).find((failure) => failure !== 'other') ?? 'other';
}

/** Whether the same statement may succeed later, as it stands: the fault is neither ours nor that of the data. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const failure = databaseFailureOf(error);
  return failure !== 'data' && failure !== 'other';
}

/** Whether PostgreSQL refused what was written, rather than being out of order: SQLSTATE classes 22 (data) and 23 (constraints). */
export function isDataFailure(error: unknown): boolean {
  return databaseFailureOf(error) === 'data';
}
