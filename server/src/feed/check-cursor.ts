/** Whether a stream may go on from a cursor: never with a gap, and never from a position that the log has not reached. */
import { RequestError } from '../request-error.ts';
import type { CursorMeaning } from './cursor.ts';
import type { Generation } from './generation.ts';
import { isBeyond, type Positions } from './positions.ts';
import type { StoredPosition } from './store.ts';

/** What a cursor says that goes on after positions. */
export type AfterCursor = Extract<CursorMeaning, { kind: 'after' }>;

/** What became of the cursor that a stream was started with: the stream went on, or why not. */
export type ResumeResult = 'resumed' | 'cursor_expired' | 'cursor_invalid' | 'not_found' | 'failed';

/** What has to be read for cursors that are not simply within what is stored. */
export interface CursorReads {
  /** Whether a former generation of an epoch reached these positions. */
  reached(epoch: string, generation: Generation, positions: Positions): Promise<boolean>;
  /** The end of each partition of the log, exclusive, by partition. */
  logEnds(): Promise<ReadonlyMap<number, number>>;
}

/**
 * Checks a cursor against where the feed stands in the tables.
 *
 * @throws {RequestError} CURSOR_EXPIRED when changes after it are not kept; CURSOR_INVALID when it is from the future
 */
export async function checkCursor(cursor: AfterCursor, at: StoredPosition, reads: CursorReads): Promise<void> {
  if (cursor.epoch !== at.epoch || isForgotten(cursor.positions, at)) throw expiredCursor();
  if (!(await isOfThisHistory(cursor, at, reads))) throw expiredCursor();
  if (!isBeyond(cursor.positions, at.positions)) return;
  // Beyond what is stored is right only if the log has come that far: the tables may be behind it.
  const ends = await reads.logEnds();
  if (cursor.positions.some((position, partition) => position >= (ends.get(partition) ?? 0))) {
    throw new RequestError('CURSOR_INVALID', 'This cursor is from the future');
  }
}

/** What was delivered beyond the end of its generation was lost with the database that a backup was restored over. */
async function isOfThisHistory(cursor: AfterCursor, at: StoredPosition, reads: CursorReads): Promise<boolean> {
  const { generation = null, positions } = cursor;
  if (generation !== at.generation) return await reads.reached(at.epoch, generation, positions);
  return at.intact || !isBeyond(positions, at.positions); // a generation that ended, ends where the tables stand now
}

function isForgotten(positions: Positions, at: StoredPosition): boolean {
  return at.historyStart.some((start, partition) => (positions[partition] ?? -1) + 1 < start);
}

/** The refusal of a cursor after which changes are missing. */
export function expiredCursor(): RequestError {
  return new RequestError('CURSOR_EXPIRED', 'The changes after this cursor are no longer kept: start over without it');
}

/** How the failure of a stream's start is counted. */
export function resumeResultOf(error: unknown): ResumeResult {
  if (!(error instanceof RequestError)) return 'failed';
  switch (error.code) {
    case 'CURSOR_EXPIRED':
      return 'cursor_expired';
    case 'CURSOR_INVALID':
      return 'cursor_invalid';
    case 'NOT_FOUND':
      return 'not_found';
    default:
      return 'failed';
  }
}
