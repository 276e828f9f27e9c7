import type { NewRecord } from '@belltower/event-log';
import { type Event, EventError, encode, serverSource } from '@belltower/events';
import type { EntityManager } from '@mikro-orm/postgresql';
import { entryOfRecord } from './entry-record.ts';

/** Who our events say they come from (CloudEvents `source`). */
export const EVENT_SOURCE = serverSource;

/**
 * Puts events into the outbox, to go out in this order once the transaction commits. For the few: bookings write theirs
 * with their rows, in one statement. `traceparent`: the trace that they belong to, if any.
 */
export async function writeEvents(tx: EntityManager, events: readonly Event[], traceparent?: string): Promise<void> {
  await writeRecords(
    tx,
    events.map((event) => encode(event, EVENT_SOURCE, traceparent)),
  );
}

/** A stored event that its contract refuses: it has become stricter since. */
export interface RefusedEvent {
  readonly event: Event;
  readonly error: EventError;
}

/** Puts events of stored rows into the outbox, as `writeEvents` does. Resolves with those that their contract refuses: one row costs the others nothing. */
export async function writeStoredEvents(tx: EntityManager, events: readonly Event[]): Promise<readonly RefusedEvent[]> {
  const records: NewRecord[] = [];
  const refused: RefusedEvent[] = [];
  for (const event of events) {
    try {
      records.push(encode(event, EVENT_SOURCE));
    } catch (error) {
      if (!(error instanceof EventError)) throw error;
      refused.push({ event, error });
    }
  }
  await writeRecords(tx, records);
  return refused;
}

/** Puts any records into the outbox, whatever their bytes, to go out in this order once the transaction commits. */
export async function writeRecords(tx: EntityManager, records: readonly NewRecord[]): Promise<void> {
  if (records.length === 0) return;
  const rows = records.map((record, n) => ({ n, ...entryOfRecord(record) }));
  await tx.execute(
    `insert into server.outbox (topic, key, value, headers, created_at)
     select topic, key, value, headers, now()
     from jsonb_to_recordset(?::jsonb) as i (n int, topic text, key text, value text, headers text) order by n`,
    [JSON.stringify(rows)],
  );
}
