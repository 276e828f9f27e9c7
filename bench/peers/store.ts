/** What the peers without an entity manager write with: one prepared statement for each request, on a pool of ten. */
import pg from 'pg';
import { type Booked, bareRowOf, type Input, TABLES } from './appointments.ts';
import { rowsOf } from './equal.ts';
import { openProductTables } from './product-tables.ts';

/** A booking and its event in one statement: as quick as one statement for each request can be. */
const BARE = `
  with booked as (
    insert into appointment (id, user_id, title, location, time, time_zone, duration_minutes, email, phone, notify_email,
      notify_sms, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id
  ) insert into outbox (key, payload) select id, $13 from booked`;

/** Opens the tables; answers what books. EQUAL=1: with the product's checks, keys, columns and rows. */
export async function openStore(): Promise<(input: Input, user: string) => Promise<Booked>> {
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
  if (process.env.EQUAL === '1') {
    await (await openProductTables())[Symbol.asyncDispose]();
    return (input, user) => bookEqual(pool, input, user);
  }
  await pool.query(TABLES);
  return async (input, user) => {
    const appointment = bareRowOf(input, user);
    const payload = JSON.stringify({ type: 'appointment.created', appointment });
    await pool.query({ name: 'book', text: BARE, values: [...Object.values(appointment), payload] });
    return appointment;
  };
}

async function bookEqual(pool: pg.Pool, input: Input, user: string): Promise<Booked> {
  const { appointment, deliveries, entry } = rowsOf(input, user);
  const columns = Object.keys(appointment);
  const delivered = Object.keys(deliveries[0] ?? {});
  const parameters = [
    ...Object.values(appointment),
    ...deliveries.flatMap((row) => Object.values(row)),
    ...Object.values(entry),
  ];
  let next = 1;
  const places = (count: number, cast: string) => Array.from({ length: count }, () => `$${next++}${cast}`).join(', ');
  const text = `with booked as (
      insert into server.appointment (${columns}) values (${places(columns.length, '')})
      on conflict (caller_sub, idempotency_key) do nothing returning id
    ), queued as (
      insert into server.delivery (${delivered}) select d.id::uuid, d.source::uuid, d.appointment, d.user_id, d.channel, d.status, d.attempts::int,
        d.at::timestamptz, d.at::timestamptz
      from (values ${deliveries.map(() => `(${places(delivered.length, '::text')})`).join(', ')})
        as d (id, source, appointment, user_id, channel, status, attempts, at, updated) join booked b on b.id::text = d.appointment
    ), published as (
      insert into server.outbox (topic, key, value, headers, created_at)
      select ${places(4, '::text')}, now() from booked
    ) select id from booked`;
  const { rowCount } = await pool.query({ name: `book ${deliveries.length}`, text, values: parameters });
  if (rowCount === 1) return { id: appointment.id, time: appointment.time };
  const first = 'select id, time, input_hash from server.appointment where caller_sub = $1 and idempotency_key = $2';
  const { rows } = await pool.query<Booked & { input_hash: string }>({
    name: 'repeated',
    text: first,
    values: [user, appointment.idempotency_key],
  });
  const [repeated] = rows;
  if (repeated === undefined || repeated.input_hash !== appointment.input_hash)
    throw new Error('this key was used with another input');
  return repeated;
}
