/** SQLSTATE classes and codes, from the appendix "PostgreSQL Error Codes" of its manual. */
const DATA_CLASSES = ['22', '23'];
const UNAVAILABLE_CLASSES = ['08', '53', '57', '58'];
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

/** Whether a statement failed on its data (SQLSTATE 22xxx, 23xxx), so that the rest of a batch may succeed without it. */
export function isDataFailure(error: unknown): boolean {
  const code = codeOf(error);
  return code !== null && code.length === 5 && DATA_CLASSES.some((start) => code.startsWith(start));
}

/** Whether the database could not be reached, or did not answer in time: the same statement may succeed later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== null) {
    if (UNAVAILABLE_NETWORK.includes(code)) return true;
    return code.length === 5 && UNAVAILABLE_CLASSES.some((start) => code.startsWith(start));
  }
  if (!(error instanceof Error)) return false;
  const { message } = error;
  if (error instanceof AggregateError) return error.errors.some(isDatabaseUnavailable);
  return UNAVAILABLE_TEXTS.some((text) => message.startsWith(text));
}

function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
