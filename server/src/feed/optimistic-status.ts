/** What a snapshot tells that the log has yet to tell: a change that was shown before its event came back. */
import { advances, type DeliveryStep } from '@belltower/events';
import type { DeliveryRow } from '../deliveries/delivery.ts';

/** A delivery's present state, told as a change. */
export function stateOf(delivery: DeliveryRow) {
  return { ...delivery, deliveryId: delivery.id, attempt: delivery.attempts, occurredAt: delivery.updatedAt };
}

/** The deliveries whose shown state runs ahead of the log, which has yet to tell it. Null when there are none. */
export function aheadOf(deliveries: readonly DeliveryRow[]): Map<string, DeliveryStep> | null {
  const ahead = deliveries.filter(
    ({ attempts, status, projectedAttempt, projectedStatus }) =>
      attempts !== projectedAttempt || status !== projectedStatus,
  );
  if (ahead.length === 0) return null;
  return new Map(ahead.map(({ id, attempts, status }) => [id, { attempt: attempts, status }]));
}

/** Whether the snapshot has told this change already. The first one that goes beyond what it told ends the comparison. */
export function wasTold(ahead: Map<string, DeliveryStep>, deliveryId: string, step: DeliveryStep): boolean {
  const told = ahead.get(deliveryId);
  if (told === undefined) return false;
  if (!advances(told, step)) return true;
  ahead.delete(deliveryId);
  return false;
}
