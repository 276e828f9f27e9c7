import { advances, type DeliveryStatusChanged, type DeliveryStep } from '@belltower/events';
import type { DeliveryRow } from '../deliveries/delivery.ts';
import type { DeliveryChangeRow } from '../deliveries/delivery-change.ts';

/** An event read from the status topic, at its place. */
export interface PlacedEvent {
  readonly partition: number;
  readonly position: number;
  readonly event: DeliveryStatusChanged;
}

/** What a batch of events comes to: the changes that advanced a delivery, and the deliveries as they are after it. */
export interface Folded {
  readonly changes: readonly Omit<DeliveryChangeRow, 'epoch'>[];
  readonly deliveries: readonly DeliveryRow[];
}

/**
 * Folds events, in their order, into the deliveries that are known. An event that does not advance its delivery leaves
 * no trace. A delivery that is not known was booked in another system: it begins here, and belongs to nobody we know.
 */
export function fold(known: ReadonlyMap<string, DeliveryRow>, events: readonly PlacedEvent[]): Folded {
  const touched = new Map<string, DeliveryRow>();
  const changes: Omit<DeliveryChangeRow, 'epoch'>[] = [];
  for (const { partition, position, event } of events) {
    const told = event.delivery;
    const before = touched.get(told.delivery_id) ?? known.get(told.delivery_id) ?? null;
    if (!advances(before === null ? null : projectedStepOf(before), told)) continue;
    touched.set(told.delivery_id, apply(before, event));
    changes.push({
      partition,
      position,
      eventId: event.event_id,
      deliveryId: told.delivery_id,
      appointmentId: told.appointment_id,
      userId: before?.userId ?? null,
      channel: told.channel,
      status: told.status,
      attempt: told.attempt,
      provider: told.provider,
      providerMessageId: told.provider_message_id,
      ...errorOf(event),
      nextAttemptAt: instantOf(told.next_attempt_at),
      occurredAt: new Date(event.occurred_at),
    });
  }
  return { changes, deliveries: [...touched.values()] };
}

function projectedStepOf({ projectedAttempt, projectedStatus }: DeliveryRow): DeliveryStep | null {
  if (projectedAttempt === null || projectedStatus === null) return null;
  return { attempt: projectedAttempt, status: projectedStatus };
}

function apply(before: DeliveryRow | null, event: DeliveryStatusChanged): DeliveryRow {
  const { delivery: told } = event;
  const occurredAt = new Date(event.occurred_at);
  const projected = { projectedStatus: told.status, projectedAttempt: told.attempt };
  const shown = before === null ? null : { attempt: before.attempts, status: before.status };
  if (before !== null && shown !== null && !advances(shown, told) && !isSame(shown, told)) {
    return { ...before, ...projected }; // what is shown runs ahead of the log, after a retry was asked for
  }
  return {
    id: told.delivery_id,
    sourceEventId: before?.sourceEventId ?? told.source_event_id,
    appointmentId: before?.appointmentId ?? told.appointment_id,
    userId: before?.userId ?? null,
    channel: told.channel,
    status: told.status,
    attempts: told.attempt,
    provider: told.provider ?? before?.provider ?? null,
    providerMessageId:
      told.provider_message_id ?? (before?.attempts === told.attempt ? before.providerMessageId : null),
    ...errorOf(event),
    nextAttemptAt: instantOf(told.next_attempt_at),
    ...projected,
    createdAt: before?.createdAt ?? occurredAt,
    updatedAt: occurredAt,
  };
}

function errorOf({ delivery: { error } }: DeliveryStatusChanged) {
  return {
    errorCode: error?.code ?? null,
    errorMessage: error?.message ?? null,
    errorRetryable: error?.retryable ?? null,
  };
}

function isSame(one: DeliveryStep, other: DeliveryStep): boolean {
  return one.attempt === other.attempt && one.status === other.status;
}

function instantOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
