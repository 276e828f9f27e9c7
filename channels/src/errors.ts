/** Why a message was not, or may not have been, accepted: the contract's `error.code`s that a provider can cause. */
export type ChannelErrorCode =
  | 'INVALID_RECIPIENT'
  | 'RECIPIENT_OPTED_OUT'
  | 'REJECTED'
  | 'RATE_LIMITED'
  | 'PROVIDER_UNAVAILABLE'
  | 'PROVIDER_MISCONFIGURED'
  | 'UNDELIVERED'
  | 'MAYBE_SENT';

/**
 * How to handle it:
 * `retry` with backoff · `permanent` give up · `suppress` give up and remember the address as dead ·
 * `account` our configuration or account is at fault: every message of the channel would fail ·
 * `maybe-sent` the provider may have accepted it: look it up first, then resend at most once.
 */
export type ChannelErrorKind = 'retry' | 'permanent' | 'suppress' | 'account' | 'maybe-sent';

/** What a classification says beside its code and kind. */
export interface ChannelErrorDetails {
  readonly code: ChannelErrorCode;
  readonly kind: ChannelErrorKind;
  /** What the provider answered, for example `421`, `5.1.1`, `21211`, `ECONNREFUSED`. */
  readonly providerCode: string | null;
  /**
   * The next attempt is to be no sooner than this, in milliseconds: the provider requested it (Retry-After), or what it
   * answered is known to last so long.
   */
  readonly retryAfterMs?: number;
  /** Waits between attempts that differ from the general policy, in milliseconds; their number bounds the retries. */
  readonly scheduleMs?: readonly number[];
  /** The provider requests to slow down. */
  readonly slowDown?: boolean;
  /** An operator should be alerted. */
  readonly alarm?: boolean;
}

/** The verdict of a row of an error table: all but the provider's own code, which the failure has. */
export type Verdict = Omit<ChannelErrorDetails, 'providerCode'>;

/** Whether another attempt may succeed, now or once our configuration is put right: the contract's `error.retryable` while we go on trying. */
export function isRetryable({ kind }: Pick<ChannelErrorDetails, 'kind'>): boolean {
  return kind === 'retry' || kind === 'account';
}

/** A failed send, classified by the channel, which knows the provider's codes. Its message has no secret and no full address. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
  readonly details: ChannelErrorDetails;

  constructor(message: string, details: ChannelErrorDetails, options?: ErrorOptions) {
    super(message, options);
    this.details = details;
  }

  get code(): ChannelErrorCode {
    return this.details.code;
  }

  /** Whether another attempt may succeed. */
  get retryable(): boolean {
    return isRetryable(this.details);
  }
}
