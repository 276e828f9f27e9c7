import {
  type AppointmentCancelled,
  type AppointmentCreated,
  type AppointmentEvent,
  type AppointmentRescheduled,
  appointmentCancelledSchema,
  appointmentCreatedSchema,
  appointmentRescheduledSchema,
  type ReminderDue,
  reminderDueSchema,
} from './appointment-event.ts';
import { type DeliveryStatusChanged, deliveryStatusChangedSchema } from './delivery-status-changed.ts';
import { type RetryRequested, retryRequestedSchema } from './retry-requested.ts';

/** Every event by its type. */
export interface EventByType {
  'appointments.created': AppointmentCreated;
  'appointments.rescheduled': AppointmentRescheduled;
  'appointments.cancelled': AppointmentCancelled;
  'appointments.reminder-due': ReminderDue;
  'notifications.status': DeliveryStatusChanged;
  'notifications.retry-requested': RetryRequested;
}
export type EventType = keyof EventByType;
export type Event = EventByType[EventType];

const appointmentIdOf = (event: AppointmentEvent) => event.appointment.appointment_id;

/** The one table both services read: what each event looks like, where it goes, and what order is kept for. */
export const catalogue = {
  'appointments.created': {
    topic: 'appointments.created',
    schema: appointmentCreatedSchema,
    keyOf: appointmentIdOf,
  },
  'appointments.rescheduled': {
    topic: 'appointments.changed',
    schema: appointmentRescheduledSchema,
    keyOf: appointmentIdOf,
  },
  'appointments.cancelled': {
    topic: 'appointments.changed',
    schema: appointmentCancelledSchema,
    keyOf: appointmentIdOf,
  },
  'appointments.reminder-due': {
    topic: 'appointments.changed',
    schema: reminderDueSchema,
    keyOf: appointmentIdOf,
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

/** A topic that events stand in. */
export type Topic = (typeof catalogue)[EventType]['topic'];
/** The types of the events that stand in a topic. */
export type TypeIn<Name extends Topic> = {
  [Type in EventType]: (typeof catalogue)[Type]['topic'] extends Name ? Type : never;
}[EventType];

/** Every topic of the catalogue, without those of dead letters. */
export const topics: readonly Topic[] = [...new Set(Object.values(catalogue).map(({ topic }) => topic))];

/** The types of the events that stand in a topic. */
export function typesIn<Name extends Topic>(topic: Name): readonly TypeIn<Name>[] {
  return eventTypes.filter((type): type is TypeIn<Name> => catalogue[type].topic === topic);
}

/** The topic that events of `topic` are parked in when they cannot be read. */
export function deadLetterTopicOf(topic: string): string {
  return `${topic}.dead-letter`;
}

const DAY_MS = 86_400_000;

/** How long dead letters are kept, in days: what remembers events by their ids has to remember them for longer. */
export const DEAD_LETTER_RETENTION_DAYS = 30;

/**
 * Every topic of the contract with how it is to be created: those of events as `shape` says, those of their dead
 * letters with one partition and kept for `DEAD_LETTER_RETENTION_DAYS`.
 */
export function topicSpecsOf<Shape extends { readonly partitions: number; readonly retentionMs: number }>(
  shape: Shape,
): (Shape & { readonly topic: string })[] {
  return topics.flatMap((topic) => [
    { ...shape, topic },
    { ...shape, topic: deadLetterTopicOf(topic), partitions: 1, retentionMs: DEAD_LETTER_RETENTION_DAYS * DAY_MS },
  ]);
}
