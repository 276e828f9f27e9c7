import type { ReminderDue } from '@belltower/events';
import type { EntityManager } from '@mikro-orm/postgresql';
import { asRows } from '../db/row.ts';
import { loadCorrections } from '../deliveries/load-corrections.ts';
import { loadEmitted } from '../reminders/emit-due.ts';
import { Appointment, type AppointmentRow } from './appointment.ts';
import type { EventSettings } from './appointment-created.ts';
import { type StoredEvent as EventOfChange, eventsOf } from './appointment-events.ts';
import { loadChanges } from './load-changes.ts';
import { emittedReminderOf } from './reminder-due.ts';

/** An event that can be made again of what is stored. */
export type StoredEvent = EventOfChange | ReminderDue;

/**
 * Every event of some appointments, as it was emitted: of each appointment that of its booking, those of its changes and those of its
 * reminders, each oldest first.
 *
 * @param settings what of the installation its events have
 */
export async function storedEventsOf(
  em: EntityManager,
  rows: readonly AppointmentRow[],
  settings: EventSettings,
): Promise<readonly StoredEvent[]> {
  const changed = rows.filter(({ sequence }) => sequence > 0).map(({ id }) => id);
  const changes = await loadChanges(em, changed);
  const corrected = rows.filter(({ corrections }) => corrections > 0).map(({ id }) => id);
  const corrections = await loadCorrections(em, corrected);
  const reminders = await loadEmitted(
    em,
    rows.map(({ id }) => id),
  );
  return rows.flatMap((row) => {
    const own = { changes: changes.get(row.id) ?? [], corrections: corrections.get(row.id) ?? [] };
    const reminded = (reminders.get(row.id) ?? []).map((reminder) => emittedReminderOf(reminder, row, own, settings));
    return [...eventsOf(row, own, settings), ...reminded];
  });
}

/** The same of the appointments with these ids, as far as there are any. */
export async function loadStoredEvents(
  em: EntityManager,
  ids: readonly string[],
  settings: EventSettings,
): Promise<readonly StoredEvent[]> {
  const rows = asRows(await em.find(Appointment, { id: { $in: [...ids] } }, { disableIdentityMap: true }));
  return await storedEventsOf(em, rows, settings);
}
