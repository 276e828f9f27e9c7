/** Reads what services have kept: histories from the server's database, events from the log. */

import type { Query } from '@belltower/dev/query';
import { until } from '@belltower/dev/until';
import type { EventLog, LogRecord } from '@belltower/event-log';
import {
  channelNames,
  type DeliveryStatus,
  decode,
  decodeFrom,
  deliveryIdOf,
  deliveryStatuses,
  sequenceOf,
} from '@belltower/events';
import type { EventRecord, HistoryStep, RecordedEvent, ReminderRecord, Step } from './observed.ts';

/** A status as GraphQL or a table spells it. @throws {Error} when there is no such status */
export function statusOf(text: string): DeliveryStatus {
  const status = deliveryStatuses.find((one) => one === text.toLowerCase());
  if (status === undefined) throw new Error(`there is no status ${text}`);
  return status;
}

/** Every change that the server stored, in the order of the log. */
export async function readHistory(query: Query): Promise<HistoryStep[]> {
  const rows = await query<Omit<HistoryStep, 'at'> & { readonly at: Date }>(
    `SELECT delivery_id AS "deliveryId", user_id AS user, status, attempt, error_code AS "errorCode", occurred_at AS at
     FROM server.delivery_change ORDER BY epoch, partition, position`,
  );
  return rows.map((row) => ({ ...row, status: statusOf(row.status), at: row.at.getTime() }));
}

/** Every event of an appointment in the log, of both topics. */
export async function readEvents(log: EventLog): Promise<EventRecord[]> {
  const topics = ['appointments.created', 'appointments.changed'] as const;
  const read = topics.map(async (topic) =>
    (await readTopic(log, topic)).map(({ partition, position, value }): EventRecord => {
      const { event } = decodeFrom(topic, value);
      const channels = channelNames.filter((channel) => event.notify[channel]);
      return {
        topic,
        partition,
        position,
        eventId: event.event_id,
        type: event.event_type,
        appointmentId: event.appointment.appointment_id,
        sequence: sequenceOf(event),
        deliveryIds: channels.map((channel) => deliveryIdOf(event.event_id, channel)),
        value: Buffer.from(value).toString(),
      };
    }),
  );
  return (await Promise.all(read)).flat();
}

/** When the ledger recorded each event. */
export async function readRecorded(query: Query): Promise<RecordedEvent[]> {
  const rows = await query<{ eventId: string; at: Date }>(
    'SELECT event_id AS "eventId", first_seen_at AS at FROM notifier.source_event',
  );
  return rows.map(({ eventId, at }) => ({ eventId, at: at.getTime() }));
}

/** Every reminder that was not dropped. */
export async function readReminders(query: Query): Promise<ReminderRecord[]> {
  return await query<ReminderRecord>(
    `SELECT appointment_id AS "appointmentId", planned_sequence AS "plannedSequence", before_minutes AS "beforeMinutes",
       event_id AS "eventId", status, emitted_sequence AS "emittedSequence", email, sms
     FROM server.reminder ORDER BY due_at`,
  );
}

/** Every status event in the log, in order. */
export async function readStatusEvents(log: EventLog): Promise<Step[]> {
  return (await readTopic(log, 'notifications.status')).map(({ value, appendedAt }) => {
    const { delivery } = decode('notifications.status', value).event;
    const { delivery_id, status, attempt, error } = delivery;
    return { deliveryId: delivery_id, status, attempt, errorCode: error?.code ?? null, at: appendedAt.getTime() };
  });
}

/** All of a topic as it stands now. */
async function readTopic(log: EventLog, topic: string): Promise<LogRecord[]> {
  const positions = await until(`${topic} can be looked at`, () => log.positions(topic));
  const records: LogRecord[] = [];
  const missing = new Map(
    positions.filter(({ start, end }) => end > start).map(({ partition, end }) => [partition, end]),
  );
  await using _reader = log.follow({
    topic,
    resumeAt: async () => new Map(),
    async onBatch(batch) {
      records.push(...batch.records);
      const last = batch.records.at(-1);
      if (last !== undefined && last.position + 1 >= (missing.get(batch.partition) ?? 0))
        missing.delete(batch.partition);
    },
  });
  await until(`all of ${topic} is read`, () => missing.size === 0);
  return records;
}
