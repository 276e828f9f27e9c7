import { referenceOf } from '@belltower/events';
import { expect, it } from 'vitest';
import { book, codes } from '../../testing/create-appointment.ts';
import { openTestDatabase, withDatabase } from '../../testing/with-database.ts';
import { type TestServer, withServer } from '../../testing/with-server.ts';
import type { Database } from '../db/database.ts';
import { eraseUser, planErasure } from './erase-user.ts';
import { findCustomers } from './find-customers.ts';

const CUSTOMERS = `query ($search: String!, $first: Int) { customers(search: $search, first: $first) {
  userId name email phone locale lastAppointmentAt appointmentCount } }`;
const DAY = 86_400_000;

async function customers(server: TestServer, search: string, first?: number) {
  const { data, errors } = await server.query(await server.token('desk', 'staff'), CUSTOMERS, { search, first });
  expect(errors).toEqual([]);
  return data.customers as readonly Record<string, unknown>[];
}
const ids = async (server: TestServer, search: string, first?: number) =>
  (await customers(server, search, first)).map(({ userId }) => userId);

async function bookFor(server: TestServer, userId: string | undefined, changes: Record<string, unknown>) {
  const { data, errors } = await book(server, await server.token('desk', 'staff'), { userId, ...changes });
  expect(errors).toEqual([]);
  return data.createAppointment.appointment;
}

it('customers are found by name, address, number, reference and id, once each, with the newest details', () =>
  withServer(
    async (server) => {
      const later = new Date(Date.now() + 9 * DAY).toISOString();
      const anna = { customerName: 'Anna Müller', email: 'anna@old.example', phone: '+436601234567', locale: 'de' };
      const first = await bookFor(server, 'customer-anna', { ...anna, time: later });
      await bookFor(server, 'customer-anna', { email: 'anna@new.example', phone: null, notify: { email: true } });
      await bookFor(server, 'customer-bert', { customerName: 'Bert 100% Maier', email: 'bert@example.com' });
      await bookFor(server, undefined, { customerName: 'Walk In Müller', email: 'walk@example.com' });
      const searches = [
        ...['anna', 'MULLER anna', 'mül', 'anna@old', 'ANNA@NEW.example', '0660 1234567', '+43 660/123', '234567'],
        ...[referenceOf(first.id), referenceOf(first.id).toLowerCase(), first.id, 'customer-anna'],
      ];
      for (const search of searches) expect([search, await ids(server, search)]).toEqual([search, ['customer-anna']]);
      expect(await customers(server, 'anna')).toEqual([
        {
          ...{ userId: 'customer-anna', name: 'Anna Müller', email: 'anna@new.example', phone: '+436601234567' },
          ...{ locale: 'de', lastAppointmentAt: later, appointmentCount: 2 },
        },
      ]);
      expect(await ids(server, '100%')).toEqual(['customer-bert']);
      for (const none of ['bert anna', '%', '_', '0660 999', 'walk', 'desk', 'K7QM-4TXB'])
        expect([none, await ids(server, none)]).toEqual([none, none === '%' ? ['customer-bert'] : []]);
      expect(await ids(server, '  ')).toEqual(['customer-bert', 'customer-anna']);
      expect(await ids(server, '', 1)).toEqual(['customer-bert']);
      await bookFor(server, 'customer-shaun', { customerName: 'Shaun O’Neil', email: 'shaun@example.com' });
      for (const search of ["o'neil", 'O’NEIL shaun']) expect(await ids(server, search)).toEqual(['customer-shaun']);

      await using db = openTestDatabase(server.database.url);
      await db.ready;
      await server.database.query(`update server.delivery set status = 'sent'`);
      await eraseUser(db.fork(), await planErasure(db.fork(), 'customer-anna'), false);
      for (const search of searches) expect([search, await ids(server, search)]).toEqual([search, []]);
    },
    { DEFAULT_COUNTRY: 'AT' },
  ));

it('customers are for staff alone, and what is asked for is bounded', () =>
  withServer(async (server) => {
    const desk = await server.token('desk', 'staff');
    expect(codes(await server.query(await server.token('anna'), CUSTOMERS, { search: 'anna' }))).toEqual(['FORBIDDEN']);
    expect(codes(await server.query(null, CUSTOMERS, { search: 'anna' }))).toEqual(['UNAUTHENTICATED']);
    for (const variables of [{ search: 'a'.repeat(256) }, { search: '', first: 0 }, { search: '', first: 101 }])
      expect(codes(await server.query(desk, CUSTOMERS, variables))).toEqual(['BAD_USER_INPUT']);
  }));

it('customers who booked long ago are found by the index, and a common name by who booked last', () =>
  withDatabase(async (db) => {
    await fill(db);
    const found = async (text: string) =>
      (await findCustomers(db.fork(), { text, country: 'AT', first: 10 })).map(({ userId, appointmentCount }) => {
        return `${userId} ${appointmentCount}`;
      });
    expect(await found('zizek slavoj')).toEqual(['rare 1']);
    expect(await found('rare@')).toEqual(['rare 1']);
    expect(await found('0660 777888')).toEqual(['rare 1']);
    const common = await found('ada');
    expect([common.length, common[0]]).toEqual([10, 'user 1 10']);
    await db.fork().execute('drop index server.appointment_search');
    expect(await found('zizek')).toEqual(['rare 1']);
  }));

/** One of long ago, and 5,000 appointments of 500 customers since. */
async function fill(db: Database): Promise<void> {
  const insert = (user: string, name: string, email: string, phone: string, at: string, many: number) => `
    insert into server.appointment (id, event_id, occurred_at, user_id, customer_name, time, time_zone, duration_minutes, email, phone,
      notify_email, notify_sms, caller_sub, input_hash, created_at, feed_start)
    select gen_random_uuid(), gen_random_uuid(), ${at}, ${user}, ${name}, ${at}, 'UTC', 30, ${email}, ${phone}, true, false, 'desk', '',
      ${at}, '{}' from generate_series(1, ${many}) g`;
  const em = db.fork();
  await em.execute(
    insert(`'rare'`, `'Slavoj Žižek'`, `'rare@example.com'`, `'+43660777888'`, `'2026-01-01'::timestamptz`, 1),
  );
  await em.execute(
    insert(
      `'user ' || g % 500`,
      `'Ada Li'`,
      `'ada' || g % 500 || '@example.com'`,
      `'+4366010' || g % 500`,
      `now() - g * interval '1 minute'`,
      5_000,
    ),
  );
}
