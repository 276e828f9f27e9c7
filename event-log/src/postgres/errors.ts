import { DatabaseError } from 'pg';
import { EventLogError } from '../errors.ts';

/**
 * Says a failure of PostgreSQL or of the way to it in the log's own terms.
 * SQLSTATE classes: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function toEventLogError(error: unknown): EventLogError {
  if (error instanceof EventLogError) return error;
  if (!(error instanceof Error)) return new EventLogError('UNEXPECTED', String(error));
  if (error instanceof TypeError || error instanceof RangeError) {
    return new EventLogError('UNEXPECTED', error.message, { cause: error });
  }
  // What is not PostgreSQL's own answer comes from the connection, and mostly carries no code.
  if (!(error instanceof DatabaseError)) {
    return new EventLogError('UNREACHABLE', `PostgreSQL cannot be reached: ${error.message}`, { cause: error });
  }
  const state = error.code ?? '';
  if (state.startsWith('28') || state === '42501') {
    return new EventLogError('UNAUTHORIZED', `PostgreSQL refused: ${error.message}`, { cause: error });
  }
  if (/^(08|53|57)/.test(state)) {
    return new EventLogError('UNREACHABLE', `PostgreSQL is not available: ${error.message}`, { cause: error });
  }
  if (isData(state)) {
    return new EventLogError('RECORD_REFUSED', `PostgreSQL refused (${state}): ${error.message}`, { cause: error });
  }
  return new EventLogError('UNEXPECTED', `PostgreSQL answered ${state}: ${error.message}`, { cause: error });
}

/**
 * Whether the fault is in what was written: class 22 (data) and 23 (constraints), but for 23503 and 23505. Those two concern the
 * log's own partitions and positions: no record is to blame, and every one would be.
 */
function isData(state: string): boolean {
  return /^2[23]/.test(state) && state !== '23503' && state !== '23505';
}
