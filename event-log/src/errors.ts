import type { NewRecord } from './event-log.ts';

/** What can be wrong with an event log. */
export type EventLogErrorCode =
  /** It cannot be reached, or did not answer in time. */
  | 'UNREACHABLE'
  /** It refused who we are or what we may do. */
  | 'UNAUTHORIZED'
  | 'UNKNOWN_TOPIC'
  /** A record is larger than the log takes. */
  | 'RECORD_TOO_LARGE'
  /** A record is one that the log cannot keep, however often it is tried. */
  | 'RECORD_REFUSED'
  /** It was disposed. */
  | 'DISPOSED'
  | 'UNEXPECTED';

/** A failure of an event log. `retryable` tells whether the same call may succeed later. */
export class EventLogError extends Error {
  override readonly name = 'EventLogError';
  readonly code: EventLogErrorCode;
  readonly retryable: boolean;
  /** Of an append that is rejected for records at fault: those, each with its own error. All others of it are in the log. */
  readonly refused: ReadonlyMap<NewRecord, EventLogError>;

  constructor(
    code: EventLogErrorCode,
    message: string,
    options?: ErrorOptions & { readonly refused?: ReadonlyMap<NewRecord, EventLogError> },
  ) {
    super(message, options);
    this.code = code;
    this.refused = options?.refused ?? new Map();
    this.retryable = code === 'UNREACHABLE' || code === 'UNEXPECTED';
  }
}

/** Whether a failure is the fault of a record, and would come again with it. */
export function isRefusal(error: unknown): error is EventLogError {
  return error instanceof EventLogError && (error.code === 'RECORD_TOO_LARGE' || error.code === 'RECORD_REFUSED');
}
