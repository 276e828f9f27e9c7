import { expect, it } from 'vitest';
import { move } from '../../testing/change-appointment.ts';
import { book } from '../../testing/create-appointment.ts';
import { eventsIn } from '../../testing/failed-delivery.ts';
import { eventsOf } from '../../testing/reminders.ts';
import { openTestDatabase, until } from '../../testing/with-database.ts';
import { withServer } from '../../testing/with-server.ts';
import { emitDue } from '../reminders/emit-due.ts';
import { reemissionPolicy, reemit } from './reemit.ts';
import { republish } from './republish.ts';

it('the very same events of reminders go out again, also of what was moved since, and not of what is planned or skipped', () =>
  withServer(
    async (server) => {
      const anna = await server.token('anna');
      const time = new Date(Date.now() + 72 * 3_600_000).toISOString();
      const { id } = (await book(server, anna, { time, title: 'Zahnärztin' })).data.createAppointment.appointment;
      await using db = openTestDatabase(server.database.url);
      await db.ready;
      const emit = async () => {
        await server.database.query(
          `update server.reminder set due_at = now() where event_id in (
             select event_id from server.reminder where status = 'planned' order by due_at limit 1)`,
        );
        await emitDue(db.fork(), { limit: 10, eventsOf }); // unless the server's own scheduler was faster
        const overdue = `select from server.reminder where status = 'planned' and due_at <= now()`;
        await until(async () => (await server.database.query(overdue)).length === 0);
      };
      await emit();
      expect((await move(server, anna, { id, title: 'Hautärztin' })).errors).toEqual([]);
      await emit();
      expect((await move(server, anna, { id, title: null, location: 'Graben 1' })).errors).toEqual([]);
      await server.database.query(
        `update server.reminder set status = 'skipped' where event_id in (
           select event_id from server.reminder where status = 'planned' order by due_at limit 1)`,
      );
      const drained = async () => (await server.database.query('select from server.outbox limit 1')).length === 0;
      await until(drained);
      const isReminder = (value: string) => value.includes('"appointments.reminder-due"');
      const reminders = async () => (await eventsIn(server, 'appointments.changed')).filter(isReminder);
      const first = await reminders();
      expect(first.map((value) => JSON.parse(value))).toMatchObject([
        { sequence: 0, appointment: { title: 'Zahnärztin' }, reminder: { before: 'PT48H' } },
        { sequence: 1, appointment: { title: 'Hautärztin' }, reminder: { before: 'PT24H' } },
      ]);

      await server.database.query(`update server.delivery set created_at = created_at - interval '16 minutes'`);
      expect((await reemit(db.fork(), reemissionPolicy)).emitted).toHaveLength(5);
      await until(drained);
      expect((await reminders()).slice(2).toSorted()).toEqual(first.toSorted());

      const pages: string[] = [];
      const since = new Date(Date.now() - 3_600_000);
      const onPage = (written: number, of: number) => pages.push(`${written}/${of}`);
      expect(await republish({ fork: db.fork, since, page: 1, onPage })).toBe(5);
      expect(pages.at(-1)).toBe('5/5');
      await until(drained);
      expect((await reminders()).slice(4)).toEqual(first);
    },
    { REMINDERS: '48h:email+sms,24h:sms,2h:sms,1h:sms', REMINDER_HOURS: '00:00-24:00' },
  ));
