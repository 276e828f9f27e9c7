/** What the database's refusals mean, in one place: SQLSTATE from the appendix "PostgreSQL Error Codes" of its manual. */

/** Connection exception, invalid authorization, transaction rollback, insufficient resources, operator intervention, system error. */
const UNAVAILABLE_CLASSES = ['08', '28', '40', '53', '57', '58'];
/** Read-only transaction (the old primary after a failover), transactions cut for their time, no such database, a lock not had in time. */
const UNAVAILABLE_CODES = ['25006', '25P03', '25P04', '3D000', '55P03'];
/** Protocol violation: what we sent cannot be read, now or later. */
const NEVER_UNAVAILABLE = ['08P01'];
const UNAVAILABLE_NETWORK = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
];
/** What `pg` says without a code, word for word (pg 8.23: client.js, query.js, pg-pool 3). */
const UNAVAILABLE_TEXTS = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'Client has encountered a connection error',
  'Client was closed and is not queryable',
  'Cannot use a pool after calling end on the pool',
];

/** Whether the database could not be reached, takes no writes now, or did not answer in time: the same statement may succeed later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== null) {
    if (UNAVAILABLE_NETWORK.includes(code)) return true;
    if (code.length !== 5 || NEVER_UNAVAILABLE.includes(code)) return false;
    return UNAVAILABLE_CODES.includes(code) || UNAVAILABLE_CLASSES.some((start) => code.startsWith(start));
  }
  if (!(error instanceof Error)) return false;
  const { message } = error;
  if (error instanceof AggregateError) return error.errors.some(isDatabaseUnavailable);
  return UNAVAILABLE_TEXTS.some((text) => message.startsWith(text));
}

/** Why a write was refused: the database is read-only, or full; null for any other reason. */
export function writeRefusalOf(error: unknown): 'read-only' | 'full' | null {
  const code = codeOf(error);
  if (code === '25006') return 'read-only';
  return code === '53100' ? 'full' : null;
}

function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
