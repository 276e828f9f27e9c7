/**
 * The one statement that writes appointments.
 *
 * Promise: an appointment is inserted with its deliveries and its event, or nothing of it is. An event is written only for
 * a row that was really inserted.
 */
import type { EncodedEvent } from '@belltower/events';
import { createStatement, runStatement } from '@belltower/support/postgres';
import type { EntityManager } from '@mikro-orm/postgresql';
import { asRows } from '../db/row.ts';
import type { DeliveryRow } from '../deliveries/delivery.ts';
import { Appointment, type AppointmentRow } from './appointment.ts';
import type { QuotaUse } from './quota.ts';

/** What is written for one appointment. */
export interface AppointmentWrite {
  readonly appointment: Omit<AppointmentRow, 'feedStart'>;
  /** One on each channel, queued for its first attempt. */
  readonly deliveries: readonly Pick<DeliveryRow, 'id' | 'channel'>[];
  readonly event: EncodedEvent;
  /** The quotas it counts against; empty where it is not counted. */
  readonly uses: readonly QuotaUse[];
}

/** What became of it: written now, or found, because the same caller used the same idempotency key before. */
export type WriteResult =
  | { readonly outcome: 'inserted'; readonly appointment: AppointmentRow }
  | { readonly outcome: 'repeated'; readonly appointment: AppointmentRow };

/**
 * The position is read by the same statement, whose snapshot is older than any change of these appointments. Appointments are
 * inserted in the order of their keys: statements that hold the same keys wait for each other, and never in a circle.
 *
 * What was really inserted is counted, for its customer and its recipients. A count that would become too large violates
 * the check of its row: then nothing of the statement is done. All appointments are inserted before the first row is
 * counted, and those are locked in the order of their keys: no circle of waits here either.
 */
const INSERT = createStatement(
  'server insert appointments',
  `
with position as (
  select jsonb_strip_nulls(jsonb_build_object('epoch', e.epoch, 'generation', e.generation, 'positions', coalesce(
    (select jsonb_object_agg(p.partition, p.position) from server.projection p where p.topic = e.topic), '{}'))) as json
  from server.feed_epoch e where e.topic = 'notifications.status'
), wanted as materialized (
  select * from json_to_recordset($1::json) as i (id uuid, "eventId" uuid, "occurredAt" timestamptz, "userId" text, title text,
    location text, time timestamptz, "timeZone" text, "durationMinutes" int, email text, phone text, "notifyEmail" boolean,
    "notifySms" boolean, locale text, "callerSub" text, "idempotencyKey" text, "inputHash" text, "createdAt" timestamptz,
    deliveries json, topic text, key text, value text, headers text)
), inserted as (
  insert into server.appointment (id, event_id, occurred_at, user_id, title, location, time, time_zone, duration_minutes,
    email, phone, notify_email, notify_sms, locale, caller_sub, idempotency_key, input_hash, created_at, feed_start)
  select i.id, i."eventId", i."occurredAt", i."userId", i.title, i.location, i.time, i."timeZone", i."durationMinutes",
    i.email, i.phone, i."notifyEmail", i."notifySms", i.locale, i."callerSub", i."idempotencyKey", i."inputHash",
    i."createdAt", position.json
  from wanted i, position
  order by i."callerSub", i."idempotencyKey"
  on conflict (caller_sub, idempotency_key) do nothing
  returning id, feed_start
), queued as (
  insert into server.delivery (id, source_event_id, appointment_id, user_id, channel, status, attempts, created_at, updated_at)
  select d.id::uuid, i."eventId", i.id::text, i."userId", d.channel, 'queued', 1, i."createdAt", i."createdAt"
  from wanted i join inserted using (id), json_each_text(i.deliveries) as d (channel, id)
), published as (
  insert into server.outbox (topic, key, value, headers, created_at)
  select i.topic, i.key, i.value, i.headers, i."createdAt" from wanted i join inserted using (id)
), counted as (
  insert into server.quota_use (key, times, most, until)
  select u.key, array_fill(now(), array[count(*)::int]), min(u.most), now() + make_interval(secs => max(u.seconds))
  from json_to_recordset($2::json) as u (appointment uuid, key uuid, most int, seconds int)
  join inserted b on b.id = u.appointment
  group by u.key
  order by u.key
  on conflict (key) do update set most = excluded.most, until = excluded.until, times = excluded.times ||
    array(select t from unnest(quota_use.times) as t where t + (excluded.until - now()) > now())
)
select id, feed_start from inserted`,
);

/**
 * Inserts appointments; resolves with those that were inserted, by their id. The others are repeats: `findRepeated` finds
 * their first results. Rejects with what the database said: then nothing is inserted.
 */
export async function insertAppointments(
  em: EntityManager,
  writes: readonly AppointmentWrite[],
): Promise<ReadonlyMap<string, AppointmentRow>> {
  const rows = await runStatement<{ id: string; feed_start: AppointmentRow['feedStart'] }>(em, INSERT, [
    JSON.stringify(writes.map(documentOf)),
    JSON.stringify(writes.flatMap(usesOf)),
  ]);
  const feedStarts = new Map(rows.map(({ id, feed_start }) => [id, feed_start]));
  const inserted = new Map<string, AppointmentRow>();
  for (const { appointment } of writes) {
    const feedStart = feedStarts.get(appointment.id);
    if (feedStart !== undefined) inserted.set(appointment.id, { ...appointment, feedStart });
  }
  return inserted;
}

/**
 * What the same callers booked with the same idempotency keys before, by the id of the appointment that repeats it. A new
 * statement sees what an insert was in conflict with: that was committed, or the insert would have waited for it.
 */
export async function findRepeated(
  em: EntityManager,
  writes: readonly AppointmentWrite[],
): Promise<ReadonlyMap<string, AppointmentRow>> {
  const keyed = writes.filter(({ appointment }) => appointment.idempotencyKey !== null);
  if (keyed.length === 0) return new Map();
  const keys = keyed.map(({ appointment: { callerSub, idempotencyKey } }) => ({ callerSub, idempotencyKey }));
  const rows = asRows(await em.find(Appointment, { $or: keys }, { disableIdentityMap: true }));
  const found = new Map(rows.map((appointment) => [repeatKeyOf({ appointment }), appointment]));
  return new Map(
    keyed.flatMap((write) => {
      const first = found.get(repeatKeyOf(write));
      return first === undefined ? [] : [[write.appointment.id, first] as const];
    }),
  );
}

/** What a caller booked with an idempotency key before; null: nothing. */
export async function findBooked(
  em: EntityManager,
  callerSub: string,
  idempotencyKey: string,
): Promise<AppointmentRow | null> {
  const found = await em.find(Appointment, { callerSub, idempotencyKey }, { disableIdentityMap: true });
  return asRows(found)[0] ?? null;
}

/** What all repeats of an appointment share; null where it has no idempotency key, and so no repeats. */
export function repeatKeyOf({
  appointment: { callerSub, idempotencyKey },
}: {
  readonly appointment: Pick<AppointmentRow, 'callerSub' | 'idempotencyKey'>;
}): string | null {
  return idempotencyKey === null ? null : JSON.stringify([callerSub, idempotencyKey]);
}

function usesOf({ appointment: { id: appointment }, uses }: AppointmentWrite) {
  return uses.map(({ key, most, seconds }) => ({ appointment, key, most, seconds }));
}

/** One text for all three tables: each further one is parsed and joined, and json is read without the index that jsonb makes. */
function documentOf({ appointment, deliveries, event: { topic, key, value, headers } }: AppointmentWrite) {
  const ids = Object.fromEntries(deliveries.map(({ channel, id }) => [channel, id]));
  return { ...appointment, deliveries: ids, topic, key, value, headers: JSON.stringify(headers) };
}
