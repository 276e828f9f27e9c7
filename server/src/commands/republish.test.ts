import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { validInput } from '../../testing/appointments.ts';
import { cancel, move } from '../../testing/change-appointment.ts';
import { book } from '../../testing/create-appointment.ts';
import { eventsIn } from '../../testing/failed-delivery.ts';
import { openTestDatabase, until } from '../../testing/with-database.ts';
import { withServer } from '../../testing/with-server.ts';
import { republish } from '../reemission/republish.ts';

async function run(url: string | null, ...args: string[]) {
  const file = new URL('./republish.ts', import.meta.url).pathname;
  const env = { PATH: process.env.PATH ?? '', ...(url && { DATABASE_URL: url }) };
  const done = promisify(execFile)(process.execPath, [file, ...args], { env, cwd: '/', timeout: 120_000 });
  return await done.then(
    (ended) => ({ ...ended, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  );
}

describe('the command republish', () => {
  it('emits the very same events again, from an instant on, in pages', () =>
    withServer(async (server) => {
      const token = await server.token('anna');
      const book = 'mutation ($input: CreateAppointmentInput!) { createAppointment(input: $input) { feedCursor } }';
      for (let n = 0; n < 5; n++) {
        const input = validInput({ title: n % 2 ? 'Zahnärztin' : null, notify: { sms: n === 0, email: n !== 0 } });
        expect((await server.query(token, book, { input })).errors).toEqual([]);
      }
      const created = () => eventsIn(server, 'appointments.created');
      await until(async () => (await created()).length === 5);
      const first = await created();
      await server.database.query(
        `update server.appointment set created_at = '2026-02-13T17:00:00Z' where id in
         (select id from server.appointment order by created_at limit 3)`,
      );

      const { code, stdout } = await run(server.database.url, '--since', '2026-02-13T18:00:00.001+01:00');
      expect(code).toBe(0);
      expect(stdout).toContain('2 of 2 events are in the outbox\ndone: 2 events');
      await until(async () => (await created()).length === 7);
      expect((await created()).slice(5)).toEqual(first.slice(3));

      await using db = openTestDatabase(server.database.url);
      await db.ready;
      const pages: string[] = [];
      const onPage = (written: number, of: number) => pages.push(`${written}/${of}`);
      const since = new Date('2026-02-13T17:00:00Z');
      expect(await republish({ fork: db.fork, since, page: 2, onPage })).toBe(5);
      expect(pages).toEqual(['2/5', '4/5', '5/5']);
      await until(async () => (await created()).length === 12);
      expect((await created()).slice(7).toSorted()).toEqual(first.toSorted());
    }));

  it('emits the very same events of changes again, by when they were made', () =>
    withServer(async (server) => {
      const token = await server.token('anna');
      for (let n = 0; n < 3; n++) {
        const { id } = (await book(server, token, { title: `${n}` })).data.createAppointment.appointment;
        expect((await move(server, token, { id, location: `${n}`, notify: { sms: n === 1 } })).errors).toEqual([]);
        expect((await cancel(server, token, { id })).errors).toEqual([]);
      }
      const changed = () => eventsIn(server, 'appointments.changed');
      await until(async () => (await changed()).length === 6);
      const first = await changed();
      await server.database.query("update server.appointment set created_at = '2026-02-13T17:00:00Z'");
      const { code, stdout } = await run(server.database.url, '--since', '2026-02-13T18:00:00.001Z');
      expect([code, stdout]).toEqual([0, expect.stringContaining('done: 6 events')]);
      await until(async () => (await changed()).length === 12);
      expect((await changed()).slice(6).toSorted()).toEqual(first.toSorted());

      await using db = openTestDatabase(server.database.url);
      await db.ready;
      const since = new Date('2026-02-13T17:00:00Z');
      expect(await republish({ fork: db.fork, since, page: 4 })).toBe(9);
      expect(await republish({ fork: db.fork, since, page: 2 })).toBe(9);
      expect(await republish({ fork: db.fork, since: new Date(Date.now() + 60_000) })).toBe(0);
      await until(async () => (await eventsIn(server, 'appointments.created')).length === 9);
    }));

  it('leaves out an event that its contract refuses, names it, and emits the others', () =>
    withServer(async (server) => {
      const token = await server.token('anna');
      const book = 'mutation ($input: CreateAppointmentInput!) { createAppointment(input: $input) { feedCursor } }';
      for (const email of ['first@example.com', 'second@example.com']) {
        expect((await server.query(token, book, { input: validInput({ email }) })).errors).toEqual([]);
      }
      const created = () => eventsIn(server, 'appointments.created');
      await until(async () => (await created()).length === 2);
      const [refused] = await server.database.query<{ id: string }>(
        `update server.appointment set time = '2300-01-01T00:00:00Z' where email = 'first@example.com' returning event_id as id`,
      );
      const { code, stdout, stderr } = await run(server.database.url, '--since', '2026-01-01T00:00:00Z');
      expect(code).toBe(1);
      expect(stderr).toContain(`left out: event ${refused?.id}: appointments.created breaks its contract: `);
      expect(stdout).toContain('done: 1 events');
      await until(async () => (await created()).length === 3);
      expect((await created()).at(-1)).toContain('second@example.com');
    }));

  it('says how it is called, and what its environment lacks', async () => {
    for (const args of [[], ['--since', 'yesterday'], ['--until', '2026-02-13T17:00:00Z']]) {
      expect(await run(null, ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining('republish --since') });
    }
    const since = ['--since', '2026-02-13T17:00:00Z'];
    expect(await run(null, ...since)).toMatchObject({ code: 1, stderr: expect.stringContaining('DATABASE_URL') });
    const away = await run('postgres://nobody@127.0.0.1:1/none', ...since);
    expect(away).toMatchObject({ code: 1, stderr: expect.stringContaining('ECONNREFUSED') });
  });
});
