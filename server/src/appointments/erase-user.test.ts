import { expect, it } from 'vitest';
import { cancel, move } from '../../testing/change-appointment.ts';
import { book } from '../../testing/create-appointment.ts';
import { openTestDatabase } from '../../testing/with-database.ts';
import { type TestServer, withServer } from '../../testing/with-server.ts';
import { eraseUser, planErasure } from './erase-user.ts';

/** The tables of the server in which a text stands anywhere. */
async function tablesWith({ database }: TestServer, text: string): Promise<string[]> {
  const tables = await database.query<{ name: string }>(
    `select format('server.%I', tablename) as name from pg_tables where schemaname = 'server' order by 1`,
  );
  const looks = tables.map(
    ({ name }) => `select '${name}' as name where exists (select from ${name} t where strpos(t::text, $1) > 0)`,
  );
  const found = await database.query<{ name: string }>(`${looks.join(' union all ')} order by 1`, [text]);
  return found.map(({ name }) => name);
}

it('an erasure takes the changes of a person, and their name from those they made for others', () =>
  withServer(async (server) => {
    const [anna, atTheDesk, ben] = await Promise.all([
      server.token('anna|x'),
      server.token('anna|x', 'staff'),
      server.token('ben|x'),
    ]);
    const { id: hers } = (await book(server, anna, { title: 'Her first title' })).data.createAppointment.appointment;
    const { id: his } = (await book(server, ben)).data.createAppointment.appointment;
    const answers = [
      await move(server, anna, { id: hers, title: 'Her second title', idempotencyKey: 'her key' }),
      await cancel(server, anna, { id: hers, reason: 'Her reason', idempotencyKey: 'her other key' }),
      await move(server, atTheDesk, { id: his, title: 'His title', idempotencyKey: 'by anna' }),
      await move(server, atTheDesk, { id: his, title: 'Another', idempotencyKey: 'by anna too' }),
      await move(server, ben, { id: his, location: 'There', idempotencyKey: 'his key' }),
    ];
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    await server.database.query(`update server.delivery set status = 'skipped'`); // so it waits for none of them
    await server.database.query(
      `insert into server.reemission (event_id, at) select event_id, now() from server.appointment_change`,
    );
    await using db = openTestDatabase(server.database.url);
    await db.ready;
    const em = db.fork();
    const plan = await planErasure(em, 'anna|x');
    expect(plan).toMatchObject({ appointments: [hers], leave: [] });
    const erased = await eraseUser(em, plan, false);
    expect(erased).toMatchObject({ appointment_change: 2, change_key: 2, reemission: 2, delivery: 6, appointment: 1 });
    for (const text of ['anna|x', hers, 'Her ', 'her key', 'by anna'])
      expect(await tablesWith(server, text)).toEqual([]);
    const seen = await server.query(ben, `{ appointment(id: "${his}") { sequence history { location role } } }`);
    expect(seen.data.appointment).toMatchObject({
      sequence: 3,
      history: [{}, { role: 'STAFF' }, {}, { location: 'There' }],
    });
    const repeat = await move(server, ben, { id: his, location: 'There', idempotencyKey: 'his key' });
    expect(repeat.data.rescheduleAppointment.appointment.sequence).toBe(3);
  }));
