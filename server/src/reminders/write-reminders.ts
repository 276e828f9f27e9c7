/**
 * Promise: reminders are written by the statement that writes their appointment, or its change: neither is committed without
 * the other.
 */
import { randomUUIDv7 } from 'node:crypto';
import type { PlannedReminder } from './plan-reminders.ts';

/** Reminders of one appointment as `insertReminders` reads them. */
export type ReminderDocument = readonly Record<string, unknown>[] | null;

/** Makes the document of the reminders that were planned for an appointment; null where there are none. */
export function reminderDocument(planned: readonly PlannedReminder[]): ReminderDocument {
  if (planned.length === 0) return null;
  return planned.map((reminder) => ({ ...reminder, eventId: randomUUIDv7() }));
}

/**
 * SQL that inserts the reminders of appointments, to stand in a statement of theirs.
 *
 * @param from what follows `from`: the rows of the appointments that are really written
 * @param columns SQL of an appointment's id and sequence, and of its `ReminderDocument` as json
 */
export function insertReminders(
  from: string,
  { id, sequence, reminders }: { readonly id: string; readonly sequence: string; readonly reminders: string },
): string {
  return `insert into server.reminder (appointment_id, planned_sequence, before_minutes, event_id, due_at, email, sms, status)
  select ${id}, ${sequence}, r."beforeMinutes", r."eventId", r."dueAt", r.email, r.sms, 'planned'
  from ${from} cross join lateral json_to_recordset(${reminders}) as r ("beforeMinutes" int, "eventId" uuid, "dueAt" timestamptz, email boolean, sms boolean)`;
}

/**
 * SQL that drops the planned reminders of appointments, to stand in the transaction of a move or a cancellation, after their rows
 * are locked or changed: what the scheduler has under way is emitted before.
 *
 * @param ids SQL of the appointments' ids: a subquery, or an array's elements
 */
export function dropReminders(ids: string): string {
  return `delete from server.reminder where appointment_id in (${ids}) and status = 'planned'`;
}
