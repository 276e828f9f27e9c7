import type { NewRecord } from './event-log.ts';

/** What can go wrong with an event log. */
export type EventLogErrorCode =
  /** It cannot be reached, or did not answer in time. */
  | 'UNREACHABLE'
  /** It refused who we are or what we may do. */
  | 'UNAUTHORIZED'
  | 'UNKNOWN_TOPIC'
  /** A record is larger than the log takes. */
  | 'RECORD_TOO_LARGE'
  /** The log cannot store a record, however often it is retried. */
  | 'RECORD_REFUSED'
  /** It was disposed. */
  | 'DISPOSED'
  | 'UNEXPECTED';

/** A failure of an event log. `retryable`: the same call may succeed later. */
export class EventLogError extends Error {
  override readonly name = 'EventLogError';
  readonly code: EventLogErrorCode;
  readonly retryable: boolean;
  /** The records for which an append was rejected, each with its own error; all its other records are in the log. */
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

/** Whether a failure is the fault of a record, and would be repeated with it. */
export function isRefusal(error: unknown): error is EventLogError {
  return error instanceof EventLogError && (error.code === 'RECORD_TOO_LARGE' || error.code === 'RECORD_REFUSED');
}
