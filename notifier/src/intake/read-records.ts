/** Reads records as events. What cannot be read is parked. */
import type { GroupRecord } from '@belltower/event-log';
import { type AppointmentCreated, decode, EventError, type RetryRequested } from '@belltower/events';
import type { Logger } from 'pino';
import { isTooOld } from './plan.ts';

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
  readonly event: AppointmentCreated;
}

/** Creates what reads records. */
export function createRecordReader({ retentionMs, logger, park }: RecordReaderOptions) {
  function readCreated(records: readonly GroupRecord[]): readonly ReadEvent[] {
    const now = new Date();
    return records.flatMap((record): ReadEvent[] => {
      const event = decodeOrPark('appointments.created', record);
      if (event === null) return [];
      if (!isTooOld(event.occurred_at, record.appendedAt, retentionMs, now)) return [{ record, event }];
      park(record, 'TOO_OLD', `it occurred at ${event.occurred_at}: whether it was sent before is forgotten`);
      return [];
    });
  }

  function readRetryRequests(records: readonly GroupRecord[]) {
    return records.flatMap((record) => {
      const request = decodeOrPark('notifications.retry-requested', record);
      return request === null ? [] : [{ record, request }];
    });
  }

  function decodeOrPark(type: 'appointments.created', record: GroupRecord): AppointmentCreated | null;
  function decodeOrPark(type: 'notifications.retry-requested', record: GroupRecord): RetryRequested | null;
  function decodeOrPark(type: 'appointments.created' | 'notifications.retry-requested', record: GroupRecord) {
    try {
      const { event, ignored } = decode(type, record.value);
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

  return { readCreated, readRetryRequests };
}
