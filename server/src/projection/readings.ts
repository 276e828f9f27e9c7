/** What the records of the status topic are read as: events, or poison. Pure. */
import { createHash } from 'node:crypto';
import { deadLetterOf, type LogRecord, type NewRecord } from '@belltower/event-log';
import { type DeliveryStatusChanged, deadLetterTopicOf, decode, EventError } from '@belltower/events';
import type { ReadPlace } from './decide-resume.ts';

/** A record as it was read: an event, or why it is none. */
export type Reading = EventReading | PoisonReading;

/** A record that holds an event. */
export interface EventReading {
  readonly record: LogRecord;
  readonly event: DeliveryStatusChanged;
}

/** A record that can never be projected. */
export interface PoisonReading {
  readonly record: LogRecord;
  readonly poison: { readonly code: string; readonly reason: string };
}

/** Reads a record. */
export function readingOf(record: LogRecord): Reading {
  try {
    return { record, event: decode('notifications.status', record.value).event };
  } catch (error) {
    if (error instanceof EventError) return { record, poison: { code: error.code, reason: error.message } };
    throw error;
  }
}

/** A record that PostgreSQL refuses, as poison. */
export function unstorable({ record }: Reading, error: unknown): PoisonReading {
  const reason = `PostgreSQL refuses it: ${error instanceof Error ? error.message : String(error)}`;
  return { record, poison: { code: 'UNSTORABLE', reason } };
}

/** Whether a record holds an event. */
export const isEvent = (reading: Reading): reading is EventReading => 'event' in reading;

/** Whether a record is poison. */
export const isPoison = (reading: Reading): reading is PoisonReading => 'poison' in reading;

/** The dead letter of a poison record. */
export function deadLetterOfPoison({ record, poison }: PoisonReading): NewRecord {
  return deadLetterOf(record, { topic: deadLetterTopicOf(record.topic), ...poison });
}

/** The place of a record, with what it is recognised by when it is read again. */
export function placeOf(record: LogRecord): ReadPlace {
  return { position: record.position, lastEventId: identityOf(record) };
}

/** What a record is recognised by: its event's id, or a hash of its bytes where it has none. */
export function identityOf(record: LogRecord): string {
  const reading = readingOf(record);
  return isEvent(reading) ? reading.event.event_id : createHash('sha256').update(record.value).digest('hex');
}
