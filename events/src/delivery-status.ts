/** How a person is reached. */
export const channelNames = ['email', 'sms'] as const;
export type ChannelName = (typeof channelNames)[number];

/** What a delivery's message is for. */
export const deliveryKinds = ['confirmation', 'change', 'cancellation', 'reminder'] as const;
export type DeliveryKind = (typeof deliveryKinds)[number];

/** Where a delivery stands. */
export const deliveryStatuses = ['queued', 'sending', 'retrying', 'sent', 'failed', 'skipped', 'delivered'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** Why a delivery is retrying, failed or skipped. */
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
  'SUPERSEDED',
  'CANCELLED',
] as const;
export type DeliveryErrorCode = (typeof deliveryErrorCodes)[number];

/** A point in a delivery's life. `attempt` counts from 1. */
export interface DeliveryStep {
  readonly attempt: number;
  readonly status: DeliveryStatus;
}

const RANKS: Readonly<Record<DeliveryStatus, number>> = {
  queued: 0,
  sending: 1,
  retrying: 2,
  sent: 3,
  failed: 4,
  skipped: 4,
  delivered: 5,
};

/** A status's place within its attempt, from 0 (queued) to 5 (delivered). Of failed and skipped the first one stands. */
export function rankOf(status: DeliveryStatus): number {
  return RANKS[status];
}

/** Whether a status is terminal: nothing more is sent by itself. */
export function isFinal(status: DeliveryStatus): boolean {
  return status === 'sent' || status === 'failed' || status === 'skipped' || status === 'delivered';
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
