import type { Caller } from '../auth/caller.ts';
import type { DeliveryError } from '../generated/resolvers.ts';

/** The messages that customers see, by code: nothing of what the provider said. */
const CUSTOMER_MESSAGES: Readonly<Record<string, string>> = {
  INVALID_RECIPIENT: 'This address or number cannot be reached.',
  RECIPIENT_OPTED_OUT: 'This number has asked to get no messages.',
  REJECTED: 'The message was refused.',
  RATE_LIMITED: 'Many messages are waiting; this one will be tried again.',
  PROVIDER_UNAVAILABLE: 'The message could not be sent just now; it will be tried again.',
  PROVIDER_MISCONFIGURED: 'The message could not be sent just now; we are looking into it.',
  MAYBE_SENT: 'The message may have been sent; we could not find out.',
  EXPIRED: 'The message could not be sent in time.',
  SUPERSEDED: 'The appointment was changed since: a newer message replaces this one.',
  CANCELLED: 'The appointment was cancelled since.',
  UNDELIVERED: 'The message was sent, but could not be delivered.',
};

/** A delivery's error as this caller may see it; null when there is none. */
export function deliveryErrorFor(
  caller: Pick<Caller, 'role'>,
  error: {
    readonly errorCode: string | null;
    readonly errorMessage: string | null;
    readonly errorRetryable: boolean | null;
  },
): DeliveryError | null {
  const { errorCode: code, errorMessage, errorRetryable } = error;
  if (code === null) return null;
  const message =
    caller.role === 'staff' ? (errorMessage ?? '') : (CUSTOMER_MESSAGES[code] ?? 'The message could not be delivered.');
  return { code, message, retryable: errorRetryable ?? false };
}
