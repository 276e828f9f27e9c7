/** What a batch of status events changes: the order of the contract, as a pure function. */
import { advances, type DeliveryStatusChanged, type DeliveryStep } from '@belltower/events';
import type { DeliveryRow } from '../deliveries/delivery.ts';
import type { DeliveryChangeRow } from '../deliveries/delivery-change.ts';

/** An event read from the status topic, at its place. */
export interface PlacedEvent {
  readonly partition: number;
  readonly position: number;
  readonly event: DeliveryStatusChanged;
}

/** The result of a batch of events: the changes that advanced a delivery, and the deliveries as they are after it. */
export interface Folded {
  readonly changes: readonly Omit<DeliveryChangeRow, 'epoch'>[];
  readonly deliveries: readonly DeliveryRow[];
}

/**
 * Folds events, in their order, into the known deliveries. An event that does not advance its delivery has no effect. An
 * unknown delivery is of another producer's appointment: its row is made here, without a user.
 */
export function fold(known: ReadonlyMap<string, DeliveryRow>, events: readonly PlacedEvent[]): Folded {
  const touched = new Map<string, DeliveryRow>();
  const changes: Omit<DeliveryChangeRow, 'epoch'>[] = [];
  for (const { partition, position, event } of events) {
    const reported = event.delivery;
    const before = touched.get(reported.delivery_id) ?? known.get(reported.delivery_id) ?? null;
    if (!advances(before === null ? null : projectedStepOf(before), reported)) continue;
    touched.set(reported.delivery_id, apply(before, event));
    changes.push({
      partition,
      position,
      eventId: event.event_id,
      deliveryId: reported.delivery_id,
      appointmentId: reported.appointment_id,
      userId: before?.userId ?? null,
      channel: reported.channel,
      status: reported.status,
      attempt: reported.attempt,
      provider: reported.provider,
      providerMessageId: reported.provider_message_id,
      ...errorOf(event),
      nextAttemptAt: instantOf(reported.next_attempt_at),
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
  const { delivery: reported } = event;
  const occurredAt = new Date(event.occurred_at);
  const projected = { projectedStatus: reported.status, projectedAttempt: reported.attempt };
  const shown = before === null ? null : { attempt: before.attempts, status: before.status };
  if (before !== null && shown !== null && !advances(shown, reported) && !isSame(shown, reported)) {
    return { ...before, ...projected }; // the shown state is ahead of the log, after a retry was requested
  }
  return {
    id: reported.delivery_id,
    sourceEventId: before?.sourceEventId ?? reported.source_event_id,
    appointmentId: before?.appointmentId ?? reported.appointment_id,
    userId: before?.userId ?? null,
    channel: reported.channel,
    status: reported.status,
    attempts: reported.attempt,
    provider: reported.provider ?? before?.provider ?? null,
    providerMessageId:
      reported.provider_message_id ?? (before?.attempts === reported.attempt ? before.providerMessageId : null),
    ...errorOf(event),
    nextAttemptAt: instantOf(reported.next_attempt_at),
    ...projected,
    ...messageOf(before, reported),
    contentHash: reported.content_hash ?? (before?.attempts === reported.attempt ? before.contentHash : null),
    retryEventId: reported.retry_event_id ?? before?.retryEventId ?? null, // an older notifier does not name it
    createdAt: before?.createdAt ?? occurredAt,
    updatedAt: occurredAt,
  };
}

/** What the message is for. Of our own deliveries we know; an older notifier does not report it. */
function messageOf(before: DeliveryRow | null, reported: DeliveryStatusChanged['delivery']) {
  const known = { kind: before?.kind ?? 'confirmation', sequence: before?.sequence ?? 0 } as const;
  if (before !== null && before.userId !== null) return known;
  return { kind: reported.kind ?? known.kind, sequence: reported.sequence ?? known.sequence };
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
