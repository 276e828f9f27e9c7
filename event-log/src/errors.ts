/** What can be wrong with an event log. */
export type EventLogErrorCode =
  /** It cannot be reached, or did not answer in time. */
  | 'UNREACHABLE'
  /** It refused who we are or what we may do. */
  | 'UNAUTHORIZED'
  | 'UNKNOWN_TOPIC'
  /** A record is larger than the log takes. */
  | 'RECORD_TOO_LARGE'
  /** It was disposed. */
  | 'DISPOSED'
  | 'UNEXPECTED';

/** A failure of an event log. `retryable` tells whether the same call may succeed later. */
export class EventLogError extends Error {
  override readonly name = 'EventLogError';
  readonly code: EventLogErrorCode;
  readonly retryable: boolean;

  constructor(code: EventLogErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.retryable = code === 'UNREACHABLE' || code === 'UNEXPECTED';
  }
}
