/** What becomes of a page of outbox entries: they are appended to the log, and those that it refuses for good are parked as dead letters. */
import {
  appendDeadLetter,
  deadLetterDetailsOf,
  deadLetterOf,
  type EventLog,
  type EventLogError,
  isRefusal,
  type NewRecord,
} from '@belltower/event-log';
import { catalogue, deadLetterTopicOf } from '@belltower/events';
import type { Tracer } from '@belltower/support/traces';
import type { Logger } from 'pino';
import { recordOfEntry } from './entry-record.ts';
import type { OutboxRow } from './session.ts';

/** What publishing needs. */
export interface PublishOptions {
  readonly eventLog: Pick<EventLog, 'append'>;
  readonly log: Logger;
  readonly tracer?: Tracer;
  /** Called with the number of records that the log acknowledged. */
  onPublished?(records: number): void;
  /** Called for each entry that the log refuses for good, once it is parked. */
  onPoison?(): void;
}

/** Of the events that messages are sent for. */
const APPOINTMENT_TOPICS: ReadonlySet<string> = new Set([
  catalogue['appointments.created'].topic,
  catalogue['appointments.rescheduled'].topic,
]);

/** An entry of the outbox never came to a partition of the log. */
const NO_PARTITION = -1;

/**
 * Makes the function that publishes a page. When it resolves, every entry is in the log or parked: the page may be deleted.
 * It rejects when the log did not acknowledge, and then any of them may be in the log, or none.
 */
export function createPublish({ eventLog, log, tracer, onPublished, onPoison }: PublishOptions) {
  return async function publish(rows: readonly OutboxRow[]): Promise<void> {
    const records = rows.map(recordOfEntry);
    const startedAt = new Date();
    const refused = await append(records);
    for (const [index, record] of records.entries()) {
      const refusal = refused.get(record);
      if (refusal !== undefined) await park(record, rows[index]?.id ?? '', refusal);
    }
    const published = records.filter((record) => !refused.has(record));
    for (const { topic, headers } of published) {
      if (APPOINTMENT_TOPICS.has(topic)) {
        log.info({ event_id: headers.ce_id, topic }, 'event published');
      }
    }
    if (tracer?.on) trace(tracer, published, startedAt);
    onPublished?.(published.length);
  };

  /** @returns what the log refuses for good: all others are in the log then */
  async function append(records: readonly EntryRecord[]): Promise<ReadonlyMap<NewRecord, EventLogError>> {
    try {
      await eventLog.append(records);
      return new Map();
    } catch (error) {
      if (isRefusal(error) && error.refused.size > 0) return error.refused;
      for (const { headers, topic } of records) {
        log.debug({ err: error, event_id: headers.ce_id, topic }, 'an event could not be published');
      }
      log.warn({ err: error, event_id: records[0]?.headers.ce_id, events: records.length }, 'publishing failed');
      throw error;
    }
  }

  async function park(record: EntryRecord, outboxId: string, error: EventLogError): Promise<void> {
    const isParked = deadLetterDetailsOf(record.headers).code !== null;
    const { code, message: reason } = error;
    const parking = { topic: deadLetterTopicOf(record.topic), code, reason };
    const origin = { ...record, partition: NO_PARTITION, position: Number(outboxId), value: Buffer.from(record.value) };
    await appendDeadLetter((one) => eventLog.append([one]), isParked ? record : deadLetterOf(origin, parking));
    if (isParked) return;
    log.error(
      { event_id: record.headers.ce_id, outbox_id: outboxId, ...parking },
      'the log refuses an event: it is parked as a dead letter',
    );
    onPoison?.();
  }
}

type EntryRecord = ReturnType<typeof recordOfEntry>;

function trace(tracer: Tracer, records: readonly EntryRecord[], at: Date): void {
  for (const { topic, headers } of records) {
    if (headers.traceparent === undefined) continue;
    const attributes = { 'messaging.destination.name': topic, event_id: headers.ce_id ?? '' };
    tracer.start({ name: `publish ${topic}`, kind: 'producer', parent: headers.traceparent, at, attributes }).end();
  }
}
