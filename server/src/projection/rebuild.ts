/**
 * Promise: a missing delivery of a stored appointment is made again as it was at its booking, change or reminder, with the retry that was requested last, and the status topic is then read
 * from its start. Existing rows are neither changed nor deleted.
 */
import { randomUUID } from 'node:crypto';
import { catalogue, channelNames, type DeliveryKind, deliveryIdOf } from '@belltower/events';
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
select id, to_jsonb(created_at) #>> '{}' as "createdAt"
from server.appointment where (created_at, id) > (?::timestamptz, ?::uuid) order by created_at, id limit ?`;

/** Every event of some appointments that messages were sent for: of the booking, the changes, and the reminders that were due. */
const SOURCES = `
with ids as (select value::uuid as id from jsonb_array_elements_text(?::jsonb))
select e.*, to_jsonb(e.at) #>> '{}' as "createdAt", a.id as "appointmentId", a.user_id as "userId"
from ids join server.appointment a using (id) cross join lateral (
  select a.event_id as "eventId", 'confirmation' as kind, 0 as sequence, a.notify_email as email, a.notify_sms as sms, a.created_at as at
  union all
  select c.event_id, case c.kind when 'cancelled' then 'cancellation' else 'change' end, c.sequence, c.notify_email, c.notify_sms, c.at
  from server.appointment_change c where c.appointment_id = a.id
  union all
  select r.event_id, 'reminder', r.emitted_sequence, r.email, r.sms, r.emitted_at
  from server.reminder r where r.appointment_id = a.id and r.status = 'due'
) e`;

interface Source {
  readonly eventId: string;
  readonly appointmentId: string;
  readonly userId: string;
  readonly kind: DeliveryKind;
  readonly sequence: number;
  readonly email: boolean;
  readonly sms: boolean;
  readonly createdAt: string;
}

async function insertMissing(tx: EntityManager, rows: readonly AppointmentKeys[]): Promise<number> {
  const sources = await tx.execute<Source[]>(SOURCES, [JSON.stringify(rows.map(({ id }) => id))]);
  const deliveries = sources.flatMap((source) =>
    channelNames
      .filter((channel) => source[channel])
      .map((channel) => ({ ...source, id: deliveryIdOf(source.eventId, channel), channel })),
  );
  if (deliveries.length === 0) return 0;
  const inserted = await tx.execute<{ id: string }[]>(INSERT, [JSON.stringify(deliveries)]);
  return inserted.length;
}

const INSERT = `
insert into server.delivery (id, source_event_id, appointment_id, user_id, channel, status, attempts, kind, sequence, created_at,
  updated_at, retry_event_id)
select id, "eventId", "appointmentId", "userId", channel, 'queued', 1, kind, sequence, "createdAt", "createdAt",
  (select event_id from server.retry_history h where h.delivery_id = i.id order by requested_at desc limit 1)
from jsonb_to_recordset(?::jsonb) as i (id uuid, "eventId" uuid, "appointmentId" text, "userId" text, channel text, kind text,
  sequence int, "createdAt" timestamptz)
on conflict (id) do nothing returning id`;

/** Running servers notice the epoch with their next batch, and then read the log from its start. */
async function beginEpoch(tx: EntityManager): Promise<void> {
  const { partitions } = await lockEpoch(tx, TOPIC);
  if (partitions !== null) await storeEpoch(tx, TOPIC, randomUUID(), partitions); // null: nothing was read yet
}
