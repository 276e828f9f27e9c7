/** Reminders become due while their appointments are moved and cancelled: neither is ever between the other. */
import { decodeFrom } from '@belltower/events';
import { expect, it } from 'vitest';
import { validInput } from '../../../testing/appointments.ts';
import { eventsIn } from '../../../testing/failed-delivery.ts';
import { eventsOf } from '../../../testing/reminders.ts';
import { openTestDatabase, silent, until } from '../../../testing/with-database.ts';
import { withServer } from '../../../testing/with-server.ts';
import { startScheduler } from '../../reminders/scheduler.ts';

const APPOINTMENTS = 24;
const ROUNDS = 4;
const inHours = (hours: number) => new Date(Math.floor(Date.now() / 1_000) * 1_000 + hours * 3_600_000).toISOString();

it(
  'reminders that are due while an appointment is moved or cancelled say what it is at their sequence, in order, each once',
  { timeout: 240_000 },
  () =>
    withServer(
      async (server) => {
        await using db = openTestDatabase(server.database.url);
        const emit = { db, log: silent, leads: () => true, eventsOf, pollMs: 5 };
        await using _one = startScheduler(emit);
        await using _other = startScheduler(emit);
        const desk = await server.token('desk', 'staff');
        const run = async (query: string, variables: Readonly<Record<string, unknown>>) => {
          const { data, errors } = await server.query(desk, query, variables);
          expect(errors).toEqual([]);
          return data;
        };
        const book =
          'mutation ($input: CreateAppointmentInput!) { createAppointment(input: $input) { appointment { id } } }';
        const ids = await Promise.all(
          Array.from({ length: APPOINTMENTS }, async () => {
            const input = validInput({ time: inHours(72), notify: { email: true } });
            return (await run(book, { input })).createAppointment.appointment.id;
          }),
        );
        const times = new Map(ids.map((id) => [`${id} 0`, '']));
        for (let round = 1; round <= ROUNDS; round++) {
          const changes = ids.map(async (id, n) => {
            if (round === ROUNDS && n % 2 === 0) {
              const cancel =
                'mutation ($input: CancelAppointmentInput!) { cancelAppointment(input: $input) { appointment { id } } }';
              await run(cancel, { input: { id } });
              return;
            }
            const move =
              'mutation ($input: RescheduleAppointmentInput!) { rescheduleAppointment(input: $input) { appointment { sequence time } } }';
            const wanted = n % 3 === 0 ? { title: `round ${round}` } : { time: inHours(72 + round) };
            const { appointment } = (await run(move, { input: { id, ...wanted } })).rescheduleAppointment;
            times.set(`${id} ${appointment.sequence}`, appointment.time);
          });
          const due = server.database.query(
            `update server.reminder set due_at = now() where status = 'planned' and appointment_id in (
             select id from server.appointment order by random() limit ${APPOINTMENTS / 2})`,
          );
          await Promise.all([...changes, due]);
        }
        await server.database.query(`update server.reminder set due_at = now() where status = 'planned'`);
        const count = async (query: string) => (await server.database.query(query)).length;
        await until(async () => (await count(`select from server.reminder where status = 'planned'`)) === 0);
        await until(async () => (await count('select from server.outbox')) === 0);

        const events = (await eventsIn(server, 'appointments.changed')).map(
          (value) => decodeFrom('appointments.changed', value).event,
        );
        const newest = new Map<string, number>();
        const reminders = events.filter(({ event_type }) => event_type === 'appointments.reminder-due');
        for (const event of events) {
          const { appointment_id: id, time } = event.appointment;
          expect(event.sequence).toBeGreaterThanOrEqual(newest.get(id) ?? 0);
          newest.set(id, event.sequence);
          const shown = times.get(`${id} ${event.sequence}`);
          if (shown) expect(new Date(time).toISOString()).toBe(new Date(shown).toISOString());
        }
        const due = await server.database.query<{ id: string }>(
          `select event_id as id from server.reminder where status = 'due' order by event_id::text`,
        );
        expect(due.length).toBeGreaterThan(APPOINTMENTS / 2);
        expect(reminders.map(({ event_id }) => event_id).toSorted()).toEqual(due.map(({ id }) => id));
        const cancelled = new Set(
          events.flatMap((event) =>
            event.event_type === 'appointments.cancelled' ? event.appointment.appointment_id : [],
          ),
        );
        expect(cancelled.size).toBe(APPOINTMENTS / 2);
        for (const id of cancelled) {
          const own = events.filter(({ appointment }) => appointment.appointment_id === id);
          expect(own.at(-1)?.event_type).toBe('appointments.cancelled');
        }
      },
      { REMINDERS: '24h:email,2h:email', REMINDER_HOURS: '00:00-24:00' },
    ),
);
