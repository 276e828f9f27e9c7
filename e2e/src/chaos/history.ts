/** Reads what services have kept: histories from the server's database, events from the log. */

import type { Query } from '@belltower/dev/query';
import { until } from '@belltower/dev/until';
import type { EventLog, LogRecord } from '@belltower/event-log';
import { channelNames, type DeliveryStatus, decode, deliveryIdOf, deliveryStatuses } from '@belltower/events';
import type { CreatedRecord, HistoryStep, Step } from './observed.ts';

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

/** Every `appointments.created` record in the log. */
export async function readCreated(log: EventLog): Promise<CreatedRecord[]> {
  return (await readTopic(log, 'appointments.created')).map(({ partition, position, value }) => {
    const { event } = decode('appointments.created', value);
    const channels = channelNames.filter((channel) => event.notify[channel]);
    return { partition, position, deliveryIds: channels.map((channel) => deliveryIdOf(event.event_id, channel)) };
  });
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
