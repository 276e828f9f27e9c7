/** Why a message was not, or may not have been, accepted: the contract's `error.code`s that a provider can cause. */
export const channelErrorCodes = [
  'INVALID_RECIPIENT',
  'RECIPIENT_OPTED_OUT',
  'REJECTED',
  'RATE_LIMITED',
  'PROVIDER_UNAVAILABLE',
  'PROVIDER_MISCONFIGURED',
  'UNDELIVERED',
  'MAYBE_SENT',
] as const;

/** One of `channelErrorCodes`. */
export type ChannelErrorCode = (typeof channelErrorCodes)[number];

/**
 * How to handle it:
 * `retry` with backoff · `permanent` give up · `suppress` give up and remember the address as dead ·
 * `account` our configuration or account is at fault: every message of the channel would fail ·
 * `maybe-sent` the provider may have accepted it: look it up first, then resend at most once.
 */
export const channelErrorKinds = ['retry', 'permanent', 'suppress', 'account', 'maybe-sent'] as const;

/** One of `channelErrorKinds`. */
export type ChannelErrorKind = (typeof channelErrorKinds)[number];

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

/** By this an error is known whichever copy of this package made it: a provider of one's own may have another than its service. */
const BRAND: unique symbol = Symbol.for('@belltower/channels/ChannelError') as never;

/**
 * A failed send, classified by the channel, which knows the provider's codes. Its message has no secret and no full address.
 * `instanceof` holds for those of other copies of this package, and only where code and kind are of the closed lists.
 */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
  readonly details: ChannelErrorDetails;
  readonly [BRAND] = true;

  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: a subclass of another's own inherits this
    return this === ChannelError ? isClassified(value) : Function.prototype[Symbol.hasInstance].call(this, value);
  }

  /**
   * The provider as a whole could not be used, or not for long: any other message would have met the same, and a second account may
   * help. Never true of what is about the recipient or the message.
   *
   * @default true where the account is at fault, or the provider requests a minute or more (`RATE_LIMITED`)
   */
  readonly outage: boolean;

  constructor(
    message: string,
    details: ChannelErrorDetails,
    options: ErrorOptions & { readonly outage?: boolean } = {},
  ) {
    super(message, options);
    this.details = details;
    this.outage = options.outage ?? isOutage(details);
  }

  get code(): ChannelErrorCode {
    return this.details.code;
  }

  /** Whether another attempt may succeed. */
  get retryable(): boolean {
    return isRetryable(this.details);
  }
}

/** So long a wait is not one for the next message, but one without the provider. */
const LONG_MS = 60_000;

function isOutage({ code, kind, retryAfterMs = 0 }: ChannelErrorDetails): boolean {
  return kind === 'account' || (code === 'RATE_LIMITED' && retryAfterMs >= LONG_MS);
}

function isClassified(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !(BRAND in value) || !('details' in value)) return false;
  const { code, kind } = (value.details ?? {}) as Partial<ChannelErrorDetails>;
  return channelErrorCodes.some((one) => one === code) && channelErrorKinds.some((one) => one === kind);
}
