/** Reads records as events, and records in the ledger what is to be remembered of them. What cannot be read is parked. */
import type { GroupRecord } from '@belltower/event-log';
import { type AppointmentCreated, decode, EventError, type RetryRequested } from '@belltower/events';
import type { Logger } from 'pino';
import { type KnownEvent, type Ledger, LedgerError } from '../ledger/ledger.ts';
import { isTooOld } from './plan.ts';

/** What reading needs. */
export interface RecordReaderOptions {
  readonly ledger: Pick<Ledger, 'recordEvent'>;
  /** Older events are parked: what became of them is forgotten. */
  readonly retentionMs: number;
  readonly logger: Logger;
  park(record: GroupRecord, code: string, reason: string): void;
}

/** An event that the ledger has recorded, with what it knew of it. */
interface RecordedEvent {
  readonly record: GroupRecord;
  readonly event: AppointmentCreated;
  readonly known: KnownEvent;
}

/** Creates what reads records. */
export function createRecordReader({ ledger, retentionMs, logger, park }: RecordReaderOptions) {
  /** Reads events of appointments; resolves when the ledger has recorded them. */
  async function readCreated(records: readonly GroupRecord[]): Promise<readonly RecordedEvent[]> {
    const now = new Date();
    const read: { record: GroupRecord; event: AppointmentCreated }[] = [];
    for (const record of records) {
      const event = decodeOrPark('appointments.created', record);
      if (event === null) continue;
      if (isTooOld(event.occurred_at, record.appendedAt, retentionMs, now)) {
        park(record, 'TOO_OLD', `it occurred at ${event.occurred_at}: whether it was sent before is forgotten`);
      } else read.push({ record, event });
    }
    const outcomes = await Promise.allSettled(read.map(({ record, event }) => recordEvent(record, event)));
    return read.flatMap(({ record, event }, index): RecordedEvent[] => {
      const outcome = outcomes[index];
      if (outcome?.status === 'fulfilled') return [{ record, event, known: outcome.value }];
      if (!isUnstorable(outcome?.reason)) throw outcome?.reason;
      park(record, 'UNSTORABLE', String(outcome?.reason));
      return [];
    });
  }

  function recordEvent(record: GroupRecord, { event_id: eventId, appointment }: AppointmentCreated) {
    const { appointment_id: appointmentId, email, phone_e164 } = appointment;
    const addresses = { ...(email && { email }), ...(phone_e164 && { sms: phone_e164 }) };
    return ledger.recordEvent({ eventId, appointmentId, body: record.value, addresses });
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

function isUnstorable(error: unknown): boolean {
  return error instanceof LedgerError && error.code === 'DATA';
}
