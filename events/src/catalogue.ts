import { type AppointmentCreated, appointmentCreatedSchema } from './appointment-created.ts';
import { type DeliveryStatusChanged, deliveryStatusChangedSchema } from './delivery-status-changed.ts';
import { type RetryRequested, retryRequestedSchema } from './retry-requested.ts';

/** Every event by its type. */
export interface EventByType {
  'appointments.created': AppointmentCreated;
  'notifications.status': DeliveryStatusChanged;
  'notifications.retry-requested': RetryRequested;
}
export type EventType = keyof EventByType;
export type Event = EventByType[EventType];

/** The one table both services read: what each event looks like, where it goes, and what order is kept for. */
export const catalogue = {
  'appointments.created': {
    topic: 'appointments.created',
    schema: appointmentCreatedSchema,
    keyOf: (event: AppointmentCreated) => event.appointment.appointment_id,
  },
  'notifications.status': {
    topic: 'notifications.status',
    schema: deliveryStatusChangedSchema,
    keyOf: (event: DeliveryStatusChanged) => event.delivery.appointment_id,
  },
  'notifications.retry-requested': {
    topic: 'notifications.retry-requested',
    schema: retryRequestedSchema,
    keyOf: (event: RetryRequested) => event.retry.appointment_id,
  },
} as const;

export const eventTypes = Object.keys(catalogue) as readonly EventType[];

/** The topic that events of `topic` are parked in when they cannot be read. */
export function deadLetterTopicOf(topic: string): string {
  return `${topic}.dead-letter`;
}

const DEAD_LETTER_RETENTION_MS = 30 * 24 * 3_600_000;

/**
 * Every topic of the contract with how it is to be created: those of events as `shape` says, those of their dead
 * letters with one partition and kept for 30 days.
 */
export function topicSpecsOf<Shape extends { readonly partitions: number; readonly retentionMs: number }>(
  shape: Shape,
): (Shape & { readonly topic: string })[] {
  return Object.values(catalogue).flatMap(({ topic }) => [
    { ...shape, topic },
    { ...shape, topic: deadLetterTopicOf(topic), partitions: 1, retentionMs: DEAD_LETTER_RETENTION_MS },
  ]);
}
