/**
 * Promise: a reminder that is due is emitted exactly once, or skipped: its event, its deliveries and what it has become are
 * written by one transaction, which holds its row and its appointment's. What another instance holds, or a move has locked, is
 * left for the next look. All of it goes by PostgreSQL's clock.
 */
import { channelNames, deliveryIdOf, type EncodedEvent, EventError, encode, type ReminderDue } from '@belltower/events';
import { createStatement, runStatement } from '@belltower/support/postgres';
import type { EntityManager } from '@mikro-orm/postgresql';
import { asRows } from '../db/row.ts';
import { EVENT_SOURCE, type RefusedEvent } from '../outbox/write-events.ts';
import { Reminder, type ReminderRow } from './reminder.ts';

/** A reminder as it is emitted: when, and at which sequence of its appointment. */
export interface EmittedReminder
  extends Pick<ReminderRow, 'appointmentId' | 'eventId' | 'beforeMinutes' | 'email' | 'sms'> {
  readonly emittedAt: Date;
  readonly emittedSequence: number;
  /** How often the appointment's addresses had been corrected; null: a version wrote it that did not know. */
  readonly emittedCorrections: number | null;
}

/** What emitting needs. */
export interface EmitOptions {
  /** How many are taken at most. */
  readonly limit: number;
  /** Resolves with the events of reminders, in their order. */
  eventsOf(tx: EntityManager, reminders: readonly EmittedReminder[]): Promise<readonly ReminderDue[]>;
}

/** What became of those that were due. */
export interface Emitted {
  readonly due: number;
  /** Too late to help, or refused. */
  readonly skipped: number;
  /** Events that their contract refuses. */
  readonly refused: readonly RefusedEvent[];
}

/** One that is this late, in milliseconds, was missed … */
const LATE_MS = 60_000;
/** … and helps only if the appointment is further ahead than this, in milliseconds. */
const HELPS_MS = 30 * 60_000;

const NEXT = createStatement(
  'server next reminder',
  `select extract(epoch from due_at - clock_timestamp()) * 1000 as "inMs"
   from server.reminder where status = 'planned' order by due_at limit 1`,
);

const LOCK = createStatement(
  'server lock due reminders',
  `select r.appointment_id as "appointmentId", r.planned_sequence as "plannedSequence", r.before_minutes as "beforeMinutes",
     r.event_id as "eventId", r.due_at as "dueAt", r.email, r.sms, date_trunc('milliseconds', now()) as "emittedAt",
     a.sequence as "emittedSequence", a.corrections as "emittedCorrections", a.user_id as "userId",
     a.time <= now() or (r.due_at < now() - ${LATE_MS} * interval '1 ms' and a.time <= now() + ${HELPS_MS} * interval '1 ms') as late
   from server.reminder r join server.appointment a on a.id = r.appointment_id
   where r.status = 'planned' and r.due_at <= now()
   order by r.due_at limit $1::int
   for update of r, a skip locked`,
);

/**
 * Its rows are there, for the transaction holds them: an insert finds them by their key, while an update of many is planned as a scan
 * as long as the table is empty.
 */
const WRITE = createStatement(
  'server write due reminders',
  `with wanted as materialized (
     select * from json_to_recordset($1::json) as i ("appointmentId" uuid, "plannedSequence" int, "beforeMinutes" int, "eventId" uuid,
       "dueAt" timestamptz, email boolean, sms boolean, status text, "emittedAt" timestamptz, "emittedSequence" int, "emittedCorrections" int, "userId" text,
       deliveries json, n int, topic text, key text, value text, headers text)
   ), marked as (
     insert into server.reminder (appointment_id, planned_sequence, before_minutes, event_id, due_at, email, sms, status, emitted_at,
       emitted_sequence, emitted_corrections)
     select "appointmentId", "plannedSequence", "beforeMinutes", "eventId", "dueAt", email, sms, status, "emittedAt", "emittedSequence", "emittedCorrections"
     from wanted
     on conflict (appointment_id, planned_sequence, before_minutes) do update set status = excluded.status,
       emitted_at = excluded.emitted_at, emitted_sequence = excluded.emitted_sequence, emitted_corrections = excluded.emitted_corrections
   ), queued as (
     insert into server.delivery (id, source_event_id, appointment_id, user_id, channel, kind, sequence, status, attempts, created_at, updated_at)
     select d.id::uuid, i."eventId", i."appointmentId"::text, i."userId", d.channel, 'reminder', i."emittedSequence", 'queued', 1,
       i."emittedAt", i."emittedAt"
     from wanted i, json_each_text(i.deliveries) as d (channel, id)
   )
   insert into server.outbox (topic, key, value, headers, created_at)
   select topic, key, value, headers, now() from wanted where status = 'due' order by n`,
);

const DROP_ORPHANS = createStatement(
  'server drop orphaned reminders',
  `delete from server.reminder r where status = 'planned' and due_at <= now()
   and not exists (select from server.appointment a where a.id = r.appointment_id)`,
);

/** In how many milliseconds the next reminder is due, 0 and less when one is; null when none is planned. */
export async function nextDueMs(em: EntityManager): Promise<number | null> {
  const [row] = await runStatement<{ inMs: string }>(em, NEXT, []);
  return row === undefined ? null : Number(row.inMs);
}

/** A row that the transaction holds; `late`: it was missed, and is of no use any more. */
interface LockedRow extends Omit<EmittedReminder, 'emittedAt'>, Pick<ReminderRow, 'plannedSequence'> {
  readonly dueAt: string;
  readonly emittedAt: string;
  readonly userId: string;
  readonly late: boolean;
}

/** Emits or skips those that are due, the oldest first, and resolves with how many. */
export async function emitDue(em: EntityManager, { limit, eventsOf }: EmitOptions): Promise<Emitted> {
  return await em.transactional(async (tx) => {
    const rows = await runStatement<LockedRow>(tx, LOCK, [limit]);
    if (rows.length === 0) return { due: 0, skipped: 0, refused: [] };
    const inTime = rows.flatMap((row) => (row.late ? [] : { ...row, emittedAt: new Date(row.emittedAt) }));
    const refused: RefusedEvent[] = [];
    const encoded = new Map<string, EncodedEvent>();
    for (const event of await eventsOf(tx, inTime)) {
      try {
        encoded.set(event.event_id, encode(event, EVENT_SOURCE));
      } catch (error) {
        if (!(error instanceof EventError)) throw error;
        refused.push({ event, error });
      }
    }
    await runStatement(tx, WRITE, [JSON.stringify(rows.map((row, n) => documentOf(row, n, encoded.get(row.eventId))))]);
    return { due: encoded.size, skipped: rows.length - encoded.size, refused };
  });
}

function documentOf(row: LockedRow, n: number, encoded: EncodedEvent | undefined) {
  if (encoded === undefined)
    return { ...row, status: 'skipped', emittedAt: null, emittedSequence: null, emittedCorrections: null };
  const channels = channelNames.filter((channel) => row[channel]);
  const deliveries = Object.fromEntries(channels.map((channel) => [channel, deliveryIdOf(row.eventId, channel)]));
  return { ...row, ...encoded, headers: JSON.stringify(encoded.headers), status: 'due', deliveries, n };
}

/** The reminders of appointments that were emitted, by the appointments' ids, oldest first. */
export async function loadEmitted(
  em: EntityManager,
  appointmentIds: readonly string[],
): Promise<ReadonlyMap<string, readonly EmittedReminder[]>> {
  if (appointmentIds.length === 0) return new Map();
  const where = { appointmentId: { $in: [...appointmentIds] }, status: 'due' as const };
  const found = await em.find(Reminder, where, { orderBy: { emittedAt: 'asc' }, disableIdentityMap: true });
  const emitted = asRows(found).flatMap(({ emittedAt, emittedSequence, ...row }) =>
    emittedAt === null || emittedSequence === null ? [] : [{ ...row, emittedAt, emittedSequence }],
  );
  return Map.groupBy(emitted, ({ appointmentId }) => appointmentId);
}

/** Deletes reminders that are due and have lost their appointment: an earlier version erases appointments alone. */
export async function dropOrphans(em: EntityManager): Promise<void> {
  await runStatement(em, DROP_ORPHANS, []);
}
