import { advances } from '@belltower/events';
import { type DeliveryRow, isReported } from './delivery.ts';
import type { DeliveryChangeRow } from './delivery-change.ts';

/** What a history says of one change. */
export type HistoryEntry = Pick<
  DeliveryChangeRow,
  | 'status'
  | 'attempt'
  | 'provider'
  | 'providerMessageId'
  | 'errorCode'
  | 'errorMessage'
  | 'errorRetryable'
  | 'nextAttemptAt'
  | 'occurredAt'
>;

/** A change with its delivery, which says where its attempt went. */
export interface HistoryEntryOf extends HistoryEntry {
  readonly delivery: DeliveryRow;
}

/**
 * A delivery's history: its changes, and QUEUED also while no notifier has reported it. `changes` are in order, and may be
 * younger than the row.
 */
export function historyOf(delivery: DeliveryRow, changes: readonly DeliveryChangeRow[]): readonly HistoryEntry[] {
  const { attempts: attempt, updatedAt: occurredAt } = delivery;
  if (isReported(delivery) || !advances(changes.at(-1) ?? null, { status: delivery.status, attempt })) return changes;
  return [...changes, { ...delivery, attempt, occurredAt, provider: null, providerMessageId: null }];
}
