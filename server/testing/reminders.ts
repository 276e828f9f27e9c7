import type { TestDatabase } from '@belltower/dev/test-database';
import { decode, deliveryIdOf } from '@belltower/events';
import type { AppointmentRow } from '../src/appointments/appointment.ts';
import { insertAppointments } from '../src/appointments/insert-appointments.ts';
import { reminderDueEvents } from '../src/appointments/reminder-due.ts';
import type { Database } from '../src/db/database.ts';
import type { EmitOptions } from '../src/reminders/emit-due.ts';
import { appointmentWriteFor } from './appointments.ts';

/** As the server has it. */
export const eventsOf: EmitOptions['eventsOf'] = (tx, reminders) =>
  reminderDueEvents(tx, reminders, { quotas: { messagesPerDay: 0 } });

const MINUTE = 60_000;

/** A reminder, in minutes from now. */
export interface Planned {
  readonly dueIn: number;
  readonly beginsIn: number;
  readonly beforeMinutes?: number;
  readonly email?: boolean;
  readonly sms?: boolean;
}

/** Inserts an appointment for each reminder, and resolves with them. */
export async function plan(
  db: Pick<Database, 'fork'>,
  reminders: readonly Planned[],
): Promise<readonly AppointmentRow[]> {
  const now = Date.now();
  const writes = reminders.map(({ dueIn, beginsIn, beforeMinutes = 60, email = true, sms = false }) => ({
    ...appointmentWriteFor('anna', { time: new Date(now + beginsIn * MINUTE) }),
    reminders: [{ beforeMinutes, email, sms, dueAt: new Date(now + dueIn * MINUTE) }],
  }));
  const inserted = await insertAppointments(db.fork(), writes);
  return writes.flatMap(({ appointment }) => inserted.get(appointment.id) ?? []);
}

/** How many reminders stand at each status. */
export async function statuses(database: TestDatabase): Promise<Readonly<Record<string, number>>> {
  const rows = await database.query<{ status: string; n: number }>(
    'select status, count(*)::int as n from server.reminder group by 1 order by 1',
  );
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
}

/** The events of reminders in the outbox, in its order. */
export async function emittedEvents(database: TestDatabase) {
  const rows = await database.query<{ value: string }>(
    `select value from server.outbox where topic = 'appointments.changed' order by id`,
  );
  return rows.map(({ value }) => decode('appointments.reminder-due', value).event);
}

/** The ids of the deliveries of reminders that are there, and those that belong there by the reminders that were due: sorted. */
export async function deliveriesOf(database: TestDatabase) {
  const found = await database.query<{ id: string }>(
    `select id from server.delivery where kind = 'reminder' order by id::text`,
  );
  const due = await database.query<{ event_id: string; email: boolean; sms: boolean }>(
    `select event_id, email, sms from server.reminder where status = 'due'`,
  );
  const wanted = due.flatMap(({ event_id: id, email, sms }) => [
    ...(email ? [deliveryIdOf(id, 'email')] : []),
    ...(sms ? [deliveryIdOf(id, 'sms')] : []),
  ]);
  return { found: found.map(({ id }) => id), wanted: wanted.toSorted() };
}
