/** How a person is reached. */
export const channelNames = ['email', 'sms'] as const;
export type ChannelName = (typeof channelNames)[number];

/** Where a delivery stands, in order of rank within one attempt. */
export const deliveryStatuses = ['queued', 'sending', 'retrying', 'sent', 'failed', 'delivered'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** Why a delivery is retrying or failed. */
export const deliveryErrorCodes = [
  'INVALID_RECIPIENT',
  'RECIPIENT_OPTED_OUT',
  'REJECTED',
  'RATE_LIMITED',
  'PROVIDER_UNAVAILABLE',
  'PROVIDER_MISCONFIGURED',
  'MAYBE_SENT',
  'EXPIRED',
  'UNDELIVERED',
] as const;
export type DeliveryErrorCode = (typeof deliveryErrorCodes)[number];

/** A point in a delivery's life. `attempt` counts from 1. */
export interface DeliveryStep {
  readonly attempt: number;
  readonly status: DeliveryStatus;
}

/** A status's place within its attempt, from 0 (queued) to 5 (delivered). */
export function rankOf(status: DeliveryStatus): number {
  return deliveryStatuses.indexOf(status);
}

/** Whether a delivery may rest here. */
export function isFinal(status: DeliveryStatus): boolean {
  return status === 'sent' || status === 'failed' || status === 'delivered';
}

/**
 * Whether a change applies to a delivery that stands at `current` (null: nothing was reported of it yet).
 * Changes are ordered by (attempt, rank); `delivered` of any attempt applies once, and nothing follows it.
 */
export function advances(current: DeliveryStep | null, next: DeliveryStep): boolean {
  if (current === null) return true;
  if (current.status === 'delivered') return false;
  if (next.status === 'delivered') return true;
  if (next.attempt !== current.attempt) return next.attempt > current.attempt;
  return rankOf(next.status) > rankOf(current.status);
}
