/**
 * Promise: a delivery of a stored appointment that is missing is made anew, as it was when it was booked, and the status
 * topic is then read from its start. Rows that are there are neither changed nor deleted.
 */
import { randomUUID } from 'node:crypto';
import { catalogue, channelNames, deliveryIdOf } from '@belltower/events';
import type { EntityManager } from '@mikro-orm/postgresql';
import { queuedEventOf } from '../deliveries/queued-event.ts';
import { writeEvents } from '../outbox/write-events.ts';
import { lockEpoch, storeEpoch } from './store.ts';

/** What a rebuild works with. */
export interface RebuildOptions {
  fork(): EntityManager;
  /** How many appointments are looked at in one transaction. @default 500 */
  readonly page?: number;
  /** Hears how many appointments were looked at so far, and of how many. */
  onPage?(seen: number, of: number): void;
}

interface BookedRow {
  readonly id: string;
  readonly eventId: string;
  readonly userId: string;
  readonly email: boolean;
  readonly sms: boolean;
  readonly createdAt: string;
}

const TOPIC = catalogue['notifications.status'].topic;

/**
 * Makes what is missing, page by page, oldest first; answers how many deliveries. If there were any, cursors expire: what
 * they would resume from may have been lost too. Cut short, it may be begun again.
 */
export async function rebuildDeliveries({ fork, page = 500, onPage = () => {} }: RebuildOptions): Promise<number> {
  const [count] = await fork().execute<{ of: number }[]>('select count(*)::int as of from server.appointment');
  let made = 0;
  let seen = 0;
  let last: BookedRow | null = null;
  for (;;) {
    const rows: readonly BookedRow[] = await fork().execute<BookedRow[]>(PAGE, [
      last?.createdAt ?? '-infinity',
      last?.id ?? '00000000-0000-0000-0000-000000000000',
      page,
    ]);
    made += await fork().transactional((tx) => insertMissing(tx, rows));
    seen += rows.length;
    onPage(seen, Math.max(seen, count?.of ?? 0));
    last = rows.at(-1) ?? null;
    if (rows.length < page) break;
  }
  if (made > 0) await fork().transactional(beginEpoch);
  return made;
}

const PAGE = `
select id, event_id as "eventId", user_id as "userId", notify_email as email, notify_sms as sms,
  to_jsonb(created_at) #>> '{}' as "createdAt"
from server.appointment where (created_at, id) > (?::timestamptz, ?::uuid) order by created_at, id limit ?`;

async function insertMissing(tx: EntityManager, rows: readonly BookedRow[]): Promise<number> {
  const deliveries = rows.flatMap((row) =>
    channelNames
      .filter((channel) => row[channel])
      .map((channel) => ({
        id: deliveryIdOf(row.eventId, channel),
        sourceEventId: row.eventId,
        appointmentId: row.id,
        userId: row.userId,
        channel,
        createdAt: row.createdAt,
      })),
  );
  if (deliveries.length === 0) return 0;
  const inserted = await tx.execute<{ id: string }[]>(INSERT, [JSON.stringify(deliveries)]);
  const ids = new Set(inserted.map(({ id }) => id));
  const missing = deliveries.filter(({ id }) => ids.has(id));
  await writeEvents(
    tx,
    missing.map((delivery) => queuedEventOf(delivery, 1, new Date(delivery.createdAt))),
  );
  return missing.length;
}

const INSERT = `
insert into server.delivery (id, source_event_id, appointment_id, user_id, channel, status, attempts, created_at, updated_at)
select id, "sourceEventId", "appointmentId", "userId", channel, 'queued', 1, "createdAt", "createdAt"
from jsonb_to_recordset(?::jsonb) as i (id uuid, "sourceEventId" uuid, "appointmentId" text, "userId" text, channel text,
  "createdAt" timestamptz)
on conflict (id) do nothing returning id`;

/** Running servers notice with their next batch, and read from the log's start. */
async function beginEpoch(tx: EntityManager): Promise<void> {
  const { partitions } = await lockEpoch(tx, TOPIC);
  if (partitions !== null) await storeEpoch(tx, TOPIC, randomUUID(), partitions); // null: nothing was read so far
}
