import { DatabaseError } from 'pg';
import { EventLogError } from '../errors.ts';

/**
 * Classifies a failure of PostgreSQL, or of the connection to it.
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
 * Whether what was written is at fault: class 22 (data) and 23 (constraints), except 23503 and 23505. Those two concern the
 * log's own partitions and positions, and would blame every record.
 */
function isData(state: string): boolean {
  return /^2[23]/.test(state) && state !== '23503' && state !== '23505';
}
