/**
 * The one statement that changes appointments.
 *
 * Promise: a change is written with its deliveries and its event, or nothing of it is, and only while the appointment is at the
 * sequence that it was decided for, and its addresses are those that the event has.
 */
import type { EncodedEvent } from '@belltower/events';
import { createStatement, runStatement } from '@belltower/support/postgres';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { DeliveryRow } from '../deliveries/delivery.ts';
import type { PlannedReminder } from '../reminders/plan-reminders.ts';
import { dropReminders, insertReminders, reminderDocument } from '../reminders/write-reminders.ts';
import { type AppointmentRow, FEED_POSITION, type FeedPosition } from './appointment.ts';
import type { AppointmentChangeRow } from './appointment-change.ts';
import type { AppointmentState } from './appointment-past.ts';
import type { QuotaUse } from './quota.ts';
import { countUses, usesOf } from './quota-use.ts';

/** What is written for one request about an appointment. */
export interface ChangeWrite {
  readonly before: AppointmentRow;
  readonly callerSub: string;
  readonly idempotencyKey: string | null;
  readonly inputHash: string;
  /** What is changed; null where nothing is, and the request is only remembered by its key. */
  readonly changed: Changed | null;
}

/** A change with what comes of it. */
export interface Changed {
  readonly row: AppointmentChangeRow;
  readonly state: AppointmentState;
  /** One on each channel that is notified, queued for its first attempt. */
  readonly deliveries: readonly Pick<DeliveryRow, 'id' | 'channel'>[];
  readonly deliveryKind: DeliveryRow['kind'];
  /** Those that take the place of the planned ones; null: those stay. */
  readonly reminders: readonly PlannedReminder[] | null;
  readonly event: EncodedEvent;
  /** The quotas it counts against; empty where it is not counted. */
  readonly uses: readonly QuotaUse[];
}

/**
 * Rows are locked in the order of their ids, all before the first key is inserted, keys in their order before the first quota is
 * counted, and those in theirs: statements wait for each other, and never in a circle. `limit` keeps each look-up by its index, and
 * so does the insert, which always finds its row: an update of many is planned as a scan while the table is empty.
 */
const WRITE = createStatement(
  'server change appointments',
  `
with position as (
  ${FEED_POSITION}
), wanted as materialized (
  select * from json_to_recordset($1::json) as i (id uuid, sequence int, "callerSub" text, "idempotencyKey" text, "inputHash" text,
    corrections int, changes boolean, "eventId" uuid, kind text, at timestamptz, "callerRole" text, "notifyEmail" boolean, "notifySms" boolean,
    reason text, time timestamptz, "timeZone" text, "durationMinutes" int, title text, location text, deliveries json,
    "deliveryKind" text, replans boolean, reminders json, topic text, key text, value text, headers text)
), locked as materialized (
  select i.*, a.old from (select * from wanted order by id) i cross join lateral (
    select a as old from server.appointment a where a.id = i.id and a.sequence = i.sequence and a.corrections = i.corrections limit 1 for update) a
), keyed as (
  insert into server.change_key (caller_sub, idempotency_key, input_hash, appointment_id, feed_start)
  select l."callerSub", l."idempotencyKey", l."inputHash", l.id, position.json from locked l, position
  where l."idempotencyKey" is not null and (select true from server.appointment b
    where b.caller_sub = l."callerSub" and b.idempotency_key = l."idempotencyKey" limit 1) is null
  order by l."callerSub", l."idempotencyKey"
  on conflict (caller_sub, idempotency_key) do nothing
  returning appointment_id
), accepted as materialized (
  select l.* from locked l
  where l."idempotencyKey" is null or exists (select from keyed k where k.appointment_id = l.id)
), changed as (
  insert into server.appointment as a (id, sequence, time, time_zone, duration_minutes, title, location, cancelled_at, cancel_reason,
    event_id, occurred_at, user_id, notify_email, notify_sms, caller_sub, input_hash, feed_start, created_at)
  select c.id, c.sequence + 1, c.time, c."timeZone", c."durationMinutes", c.title, c.location,
    case c.kind when 'cancelled' then c.at end, c.reason, (c.old).event_id, (c.old).occurred_at, (c.old).user_id,
    (c.old).notify_email, (c.old).notify_sms, (c.old).caller_sub, (c.old).input_hash, (c.old).feed_start, (c.old).created_at
  from accepted c where c.changes order by c.id
  on conflict (id) do update set sequence = excluded.sequence, time = excluded.time, time_zone = excluded.time_zone,
    duration_minutes = excluded.duration_minutes, title = excluded.title, location = excluded.location,
    cancelled_at = excluded.cancelled_at, cancel_reason = excluded.cancel_reason
  returning a.id
), noted as (
  insert into server.appointment_change (appointment_id, sequence, event_id, kind, at, caller_sub, caller_role, notify_email,
    notify_sms, corrections, reason, time_before, time_zone_before, duration_minutes_before, title_before, location_before)
  select c.id, c.sequence + 1, c."eventId", c.kind, c.at, c."callerSub", c."callerRole", c."notifyEmail", c."notifySms",
    c.corrections, c.reason, (c.old).time, (c.old).time_zone, (c.old).duration_minutes, (c.old).title, (c.old).location
  from accepted c where c.changes
), dropped as (
  ${dropReminders('select c.id from accepted c where c.replans')}
), planned as (
  ${insertReminders('accepted c', { id: 'c.id', sequence: 'c.sequence + 1', reminders: 'c.reminders' })}
), queued as (
  insert into server.delivery (id, source_event_id, appointment_id, user_id, channel, status, attempts, kind, sequence,
    created_at, updated_at)
  select d.id::uuid, c."eventId", c.id::text, (c.old).user_id, d.channel, 'queued', 1, c."deliveryKind", c.sequence + 1, c.at, c.at
  from accepted c, json_each_text(c.deliveries) as d (channel, id) where c.changes
), queued_event as (
  insert into server.outbox (topic, key, value, headers, created_at)
  select c.topic, c.key, c.value, c.headers, c.at from accepted c where c.changes
), counted as (
  ${countUses('$2', 'changed')}
)
select accepted.id, position.json as "feedStart" from accepted, position`,
);

/**
 * Writes changes, one of each appointment and of each idempotency key at most. Resolves with where the feed stood before each that
 * was written, by the appointment's id. The others were too late: the appointment has another sequence or address, or the key was used. Rejects
 * with what the database said: then nothing is written.
 */
export async function writeChanges(
  em: EntityManager,
  writes: readonly ChangeWrite[],
): Promise<ReadonlyMap<string, FeedPosition>> {
  const rows = await runStatement<{ id: string; feedStart: FeedPosition }>(em, WRITE, [
    JSON.stringify(writes.map(documentOf)),
    JSON.stringify(writes.flatMap(({ before, changed }) => usesOf(before.id, changed?.uses ?? []))),
  ]);
  return new Map(rows.map(({ id, feedStart }) => [id, feedStart]));
}

function documentOf({
  before: { id, sequence, corrections },
  changed,
  callerSub,
  idempotencyKey,
  inputHash,
}: ChangeWrite) {
  const request = { id, sequence, corrections, callerSub, idempotencyKey, inputHash, changes: changed !== null };
  if (changed === null) return request;
  const { row, state, deliveries, deliveryKind, reminders, event } = changed;
  const { eventId, kind, at, callerRole, notifyEmail, notifySms, reason } = row;
  const { topic, key, value, headers } = event;
  return {
    ...request,
    ...{ eventId, kind, at, callerRole, notifyEmail, notifySms, reason },
    ...state,
    deliveries: Object.fromEntries(deliveries.map((delivery) => [delivery.channel, delivery.id])),
    deliveryKind,
    ...{ replans: reminders !== null, reminders: reminderDocument(reminders ?? []) },
    ...{ topic, key, value, headers: JSON.stringify(headers) },
  };
}
