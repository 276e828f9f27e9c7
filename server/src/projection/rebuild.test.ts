import { describe, expect, it } from 'vitest';
import { validInput } from '../../testing/appointments.ts';
import { cancel, move } from '../../testing/change-appointment.ts';
import { book } from '../../testing/create-appointment.ts';
import { openTestDatabase, until } from '../../testing/with-database.ts';
import { withServer } from '../../testing/with-server.ts';
import { rebuildDeliveries } from './rebuild.ts';

describe('a rebuild', () => {
  it('a rebuild makes missing deliveries as they were, page by page, and none twice', () =>
    withServer(async ({ database, query, token }) => {
      const book = 'mutation ($input: CreateAppointmentInput!) { createAppointment(input: $input) { feedCursor } }';
      const anna = await token('anna');
      for (let n = 0; n < 5; n++) {
        const input = validInput({ notify: { email: true, sms: n === 0 } });
        expect((await query(anna, book, { input })).errors).toEqual([]);
      }
      await until(async () => (await database.query('select from server.outbox')).length === 0);
      await database.query(
        `update server.appointment set created_at = '2026-02-13T17:00:00Z' where id in
         (select id from server.appointment order by created_at limit 3)`,
      ); // a page ends among those of one instant
      const KEPT = `select id, source_event_id, appointment_id, user_id, channel, status, attempts from server.delivery
        order by id`;
      const before = await database.query(KEPT);
      await database.query(`delete from server.delivery where appointment_id in
        (select id::text from server.appointment order by created_at, id limit 3 offset 2)`);
      const left = await database.query(KEPT);

      await using db = openTestDatabase(database.url);
      await db.ready;
      const pages: string[] = [];
      const onPage = (seen: number, of: number) => pages.push(`${seen}/${of}`);
      expect(await rebuildDeliveries({ fork: db.fork, page: 2, onPage })).toBe(6 - left.length);
      expect(pages).toEqual(['2/5', '4/5', '5/5']);
      expect(await database.query(KEPT)).toEqual(before);
      expect(await rebuildDeliveries({ fork: db.fork, page: 2 })).toBe(0);
      expect(await rebuildDeliveries({ fork: db.fork, page: 5 })).toBe(0); // the last page is full
    }));

  it('a rebuild makes the missing deliveries of changes and of reminders that were due', () =>
    withServer(async (server) => {
      const anna = await server.token('anna');
      const { id } = (await book(server, anna)).data.createAppointment.appointment;
      expect((await move(server, anna, { id, title: 'x' })).errors).toEqual([]);
      expect((await cancel(server, anna, { id, notify: { sms: true } })).errors).toEqual([]);
      await server.database.query(
        `insert into server.reminder (appointment_id, planned_sequence, before_minutes, event_id, due_at, email, sms, status,
           emitted_at, emitted_sequence)
         values ($1, 0, 60, gen_random_uuid(), now(), true, false, 'due', now(), 1), ($1, 1, 60, gen_random_uuid(), now(), true, false, 'planned', null, null)`,
        [id],
      );
      const KEPT = `select id, source_event_id, kind, sequence, channel, status, user_id, created_at::text from server.delivery order by id`;
      const before = await server.database.query(KEPT);
      expect(before).toHaveLength(5);
      await server.database.query('delete from server.delivery');
      await using db = openTestDatabase(server.database.url);
      await db.ready;
      expect(await rebuildDeliveries({ fork: db.fork })).toBe(6);
      const after = await server.database.query<{ kind: string }>(KEPT);
      expect(after.filter(({ kind }) => kind !== 'reminder')).toEqual(before);
      expect(after.filter(({ kind }) => kind === 'reminder')).toMatchObject([
        { sequence: 1, channel: 'email', user_id: 'anna' },
      ]);
    }));
});
