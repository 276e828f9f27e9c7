/**
 * States that a delivery's row shows before the log has confirmed them: a booking or a retry is QUEUED at its commit, its
 * event comes later. A snapshot has already delivered such a state, so the change that confirms it is not delivered again.
 */
import { advances, type DeliveryStep } from '@belltower/events';
import type { DeliveryRow } from '../deliveries/delivery.ts';

/** The states of one snapshot that are ahead of the log, by delivery id. */
export type OptimisticStates = Map<string, DeliveryStep>;

/** A delivery's present state, in the shape of a change. */
export function stateOf(delivery: DeliveryRow) {
  return { ...delivery, deliveryId: delivery.id, attempt: delivery.attempts, occurredAt: delivery.updatedAt };
}

/** The deliveries whose shown state is ahead of the log. Null when there are none. */
export function optimisticStatesOf(deliveries: readonly DeliveryRow[]): OptimisticStates | null {
  const ahead = deliveries.filter(
    ({ attempts, status, projectedAttempt, projectedStatus }) =>
      attempts !== projectedAttempt || status !== projectedStatus,
  );
  if (ahead.length === 0) return null;
  return new Map(ahead.map(({ id, attempts, status }) => [id, { attempt: attempts, status }]));
}

/**
 * Whether the snapshot has delivered this change already. The first change of a delivery that goes beyond its optimistic
 * state removes that state.
 */
export function isAlreadyDelivered(states: OptimisticStates, deliveryId: string, step: DeliveryStep): boolean {
  const shown = states.get(deliveryId);
  if (shown === undefined) return false;
  if (!advances(shown, step)) return true;
  states.delete(deliveryId);
  return false;
}
