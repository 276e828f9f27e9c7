/**
 * The one statement that writes appointments.
 *
 * Promise: an appointment is inserted with its deliveries, its reminders and its event, or nothing of it is. An event is written only for
 * a row that was really inserted.
 */
import type { EncodedEvent } from '@belltower/events';
import { createStatement, runStatement } from '@belltower/support/postgres';
import type { EntityManager } from '@mikro-orm/postgresql';
import { asRows } from '../db/row.ts';
import type { DeliveryRow } from '../deliveries/delivery.ts';
import type { PlannedReminder } from '../reminders/plan-reminders.ts';
import { insertReminders, reminderDocument } from '../reminders/write-reminders.ts';
import { Appointment, type AppointmentRow, FEED_POSITION } from './appointment.ts';
import type { QuotaUse } from './quota.ts';
import { countUses, usesOf } from './quota-use.ts';
import { type OwnedKey, repeatKeyOf } from './repeat-key.ts';

/** What is written for one appointment. */
export interface AppointmentWrite {
  readonly appointment: Omit<AppointmentRow, 'feedStart' | keyof typeof UNCHANGED>;
  /** One on each channel, queued for its first attempt. */
  readonly deliveries: readonly Pick<DeliveryRow, 'id' | 'channel'>[];
  readonly reminders: readonly PlannedReminder[];
  readonly event: EncodedEvent;
  /** The quotas it counts against; empty where it is not counted. */
  readonly uses: readonly QuotaUse[];
}

/** Of an appointment as it was booked. */
const UNCHANGED = { sequence: 0, corrections: 0, cancelledAt: null, cancelReason: null } as const;

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
  ${FEED_POSITION}
), wanted as materialized (
  select * from json_to_recordset($1::json) as i (id uuid, "eventId" uuid, "occurredAt" timestamptz, "userId" text,
    "customerName" text, title text, location text, time timestamptz, "timeZone" text, "durationMinutes" int, email text, phone text, "notifyEmail" boolean,
    "notifySms" boolean, locale text, "callerSub" text, "callerRole" text, "idempotencyKey" text, "inputHash" text, "createdAt" timestamptz,
    "reminderRules" jsonb, deliveries json, reminders json, topic text, key text, value text, headers text)
), inserted as (
  insert into server.appointment (id, event_id, occurred_at, user_id, customer_name, title, location, time, time_zone, duration_minutes,
    email, phone, notify_email, notify_sms, locale, caller_sub, caller_role, idempotency_key, input_hash, created_at, reminder_rules, feed_start)
  select i.id, i."eventId", i."occurredAt", i."userId", i."customerName", i.title, i.location, i.time, i."timeZone", i."durationMinutes",
    i.email, i.phone, i."notifyEmail", i."notifySms", i.locale, i."callerSub", i."callerRole", i."idempotencyKey",
    i."inputHash", i."createdAt", i."reminderRules", position.json
  from wanted i, position
  where (select true from server.change_key k
    where k.caller_sub = i."callerSub" and k.idempotency_key = i."idempotencyKey" limit 1) is null
  order by i."callerSub", i."idempotencyKey"
  on conflict (caller_sub, idempotency_key) do nothing
  returning id, feed_start
), queued as (
  insert into server.delivery (id, source_event_id, appointment_id, user_id, channel, status, attempts, created_at, updated_at)
  select d.id::uuid, i."eventId", i.id::text, i."userId", d.channel, 'queued', 1, i."createdAt", i."createdAt"
  from wanted i join inserted using (id), json_each_text(i.deliveries) as d (channel, id)
), queued_event as (
  insert into server.outbox (topic, key, value, headers, created_at)
  select i.topic, i.key, i.value, i.headers, i."createdAt" from wanted i join inserted using (id)
), planned as (
  ${insertReminders('wanted i join inserted using (id)', { id: 'i.id', sequence: '0', reminders: 'i.reminders' })}
), counted as (
  ${countUses('$2', 'inserted')}
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
    JSON.stringify(writes.flatMap(({ appointment: { id }, uses }) => usesOf(id, uses))),
  ]);
  const feedStarts = new Map(rows.map(({ id, feed_start }) => [id, feed_start]));
  const inserted = new Map<string, AppointmentRow>();
  for (const { appointment } of writes) {
    const feedStart = feedStarts.get(appointment.id);
    if (feedStart !== undefined) inserted.set(appointment.id, { ...appointment, feedStart, ...UNCHANGED });
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
  const found = new Map(rows.map((appointment) => [repeatKeyOf(appointment), appointment]));
  return new Map(
    keyed.flatMap((write) => {
      const first = found.get(repeatKeyOf(write.appointment));
      return first === undefined ? [] : [[write.appointment.id, first] as const];
    }),
  );
}

/** Those of these idempotency keys that were used for a booking, as `repeatKeyOf` has them. */
export async function findAppointmentKeys(em: EntityManager, keys: readonly OwnedKey[]): Promise<ReadonlySet<string>> {
  const keyed = keys.filter(({ idempotencyKey }) => idempotencyKey !== null);
  if (keyed.length === 0) return new Set();
  const where = { $or: keyed.map(({ callerSub, idempotencyKey }) => ({ callerSub, idempotencyKey })) };
  const rows = asRows(await em.find(Appointment, where, { disableIdentityMap: true }));
  return new Set(rows.map((row) => repeatKeyOf(row) ?? ''));
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

/** One text for all tables: each further one is parsed and joined, and json is read without the index that jsonb makes. */
function documentOf({ appointment, deliveries, reminders, event: { topic, key, value, headers } }: AppointmentWrite) {
  const ids = Object.fromEntries(deliveries.map(({ channel, id }) => [channel, id]));
  return {
    ...appointment,
    deliveries: ids,
    reminders: reminderDocument(reminders),
    topic,
    key,
    value,
    headers: JSON.stringify(headers),
  };
}
