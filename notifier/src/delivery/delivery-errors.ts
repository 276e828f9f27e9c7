/** The errors that a delivery's reports carry. */
import type { DeliveryError, DeliveryErrorCode } from '@belltower/events';

/** An error that no further attempt cures. */
export function failure(code: DeliveryErrorCode, message: string): DeliveryError {
  return { code, message, retryable: false };
}

/** The error of a delivery that its channel's account or configuration holds up. */
export function misconfigured(message: string): DeliveryError {
  return { code: 'PROVIDER_MISCONFIGURED', message, retryable: true };
}

/** The error of a delivery that the provider may have accepted. */
export function maybeSent(message: string): DeliveryError {
  return { code: 'MAYBE_SENT', message, retryable: true };
}
