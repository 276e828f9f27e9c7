/** Reads records as events. What cannot be read is parked. */
import type { GroupRecord } from '@belltower/event-log';
import {
  type AppointmentEvent,
  catalogue,
  type DecodedEvent,
  decode,
  decodeFrom,
  type EventByType,
  EventError,
  type EventType,
} from '@belltower/events';
import type { Logger } from 'pino';
import { isTooOld } from './plan.ts';

const CHANGED = catalogue['appointments.rescheduled'].topic;

/** What reading needs. */
export interface RecordReaderOptions {
  /** Older events are parked: what became of them is forgotten. */
  readonly retentionMs: number;
  readonly logger: Logger;
  park(record: GroupRecord, code: string, reason: string): void;
}

/** A record, and the event in it. */
export interface ReadEvent {
  readonly record: GroupRecord;
  readonly event: AppointmentEvent;
}

/** Creates what reads records. */
export function createRecordReader({ retentionMs, logger, park }: RecordReaderOptions) {
  function readAppointmentEvents(records: readonly GroupRecord[]): readonly ReadEvent[] {
    const now = new Date();
    return records.flatMap((record): ReadEvent[] => {
      const event = decodeOrPark<AppointmentEvent['event_type']>(record, readerOf(record));
      if (event === null) return [];
      if (!isTooOld(event.occurred_at, record.appendedAt, retentionMs, now)) return [{ record, event }];
      const when = `it occurred at ${event.occurred_at}, and its record is of ${record.appendedAt.toISOString()}`;
      park(record, 'TOO_OLD', `${when}: whether it was sent before is forgotten`);
      return [];
    });
  }

  function readRetryRequests(records: readonly GroupRecord[]) {
    return records.flatMap((record) => {
      const request = decodeOrPark(record, (value) => decode('notifications.retry-requested', value));
      return request === null ? [] : [{ record, request }];
    });
  }

  function decodeOrPark<Type extends EventType>(
    record: GroupRecord,
    read: (value: Uint8Array) => DecodedEvent<Type>,
  ): EventByType[Type] | null {
    try {
      const { event, ignored } = read(record.value);
      if (ignored.length > 0) {
        logger.warn({ event_id: event.event_id, ignored }, 'invalid optional fields of an event were ignored');
      }
      return event;
    } catch (error) {
      if (!(error instanceof EventError)) throw error;
      park(record, error.code, error.message);
      return null;
    }
  }

  return { readAppointmentEvents, readRetryRequests };
}

function readerOf({ topic }: GroupRecord): (value: Uint8Array) => DecodedEvent<AppointmentEvent['event_type']> {
  return (value) => (topic === CHANGED ? decodeFrom(CHANGED, value) : decode('appointments.created', value));
}
