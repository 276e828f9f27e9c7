/**
 * Promise: a missing delivery of a stored appointment is made again as it was at booking, and the status topic is then read
 * from its start. Existing rows are neither changed nor deleted.
 */
import { randomUUID } from 'node:crypto';
import { catalogue, channelNames, deliveryIdOf } from '@belltower/events';
import type { EntityManager } from '@mikro-orm/postgresql';
import { lockEpoch, storeEpoch } from './store.ts';

/** What a rebuild works with. */
export interface RebuildOptions {
  fork(): EntityManager;
  /** How many appointments are checked in one transaction. @default 500 */
  readonly page?: number;
  /** Called after each page with how many appointments are checked so far, and of how many. */
  onPage?(checked: number, of: number): void;
}

interface AppointmentKeys {
  readonly id: string;
  readonly eventId: string;
  readonly userId: string;
  readonly email: boolean;
  readonly sms: boolean;
  readonly createdAt: string;
}

const TOPIC = catalogue['notifications.status'].topic;

/**
 * Makes the missing deliveries, page by page, oldest first. If there were any, cursors expire: the changes after them may
 * have been lost too. It may be run again after an interruption.
 *
 * @returns how many deliveries were made
 */
export async function rebuildDeliveries({ fork, page = 500, onPage = () => {} }: RebuildOptions): Promise<number> {
  const [count] = await fork().execute<{ of: number }[]>('select count(*)::int as of from server.appointment');
  let made = 0;
  let checked = 0;
  let last: AppointmentKeys | null = null;
  for (;;) {
    const rows: readonly AppointmentKeys[] = await fork().execute<AppointmentKeys[]>(PAGE, [
      last?.createdAt ?? '-infinity',
      last?.id ?? '00000000-0000-0000-0000-000000000000',
      page,
    ]);
    made += await fork().transactional((tx) => insertMissing(tx, rows));
    checked += rows.length;
    onPage(checked, Math.max(checked, count?.of ?? 0));
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

async function insertMissing(tx: EntityManager, rows: readonly AppointmentKeys[]): Promise<number> {
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
  return inserted.length;
}

const INSERT = `
insert into server.delivery (id, source_event_id, appointment_id, user_id, channel, status, attempts, created_at, updated_at)
select id, "sourceEventId", "appointmentId", "userId", channel, 'queued', 1, "createdAt", "createdAt"
from jsonb_to_recordset(?::jsonb) as i (id uuid, "sourceEventId" uuid, "appointmentId" text, "userId" text, channel text,
  "createdAt" timestamptz)
on conflict (id) do nothing returning id`;

/** Running servers notice the epoch with their next batch, and then read the log from its start. */
async function beginEpoch(tx: EntityManager): Promise<void> {
  const { partitions } = await lockEpoch(tx, TOPIC);
  if (partitions !== null) await storeEpoch(tx, TOPIC, randomUUID(), partitions); // null: nothing was read yet
}
