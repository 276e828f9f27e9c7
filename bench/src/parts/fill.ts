/** Appointments by the thousand, as if they had been booked and confirmed: made in the database. */
import { createQuery } from '@belltower/dev/query';
import pg from 'pg';

/** How many rows one statement makes. */
const PIECE = 50_000;

/**
 * Fills a migrated database: appointments of 100 each of as many customers as it takes, booked a second apart for the 45 days that
 * follow, each with a delivery, of which one in a hundred failed and nine in ten of those are acknowledged. `count` is how many there are to
 * be altogether, `already` how many there are.
 */
export async function fillAppointments(databaseUrl: string, count: number, already = 0): Promise<void> {
  const query = createQuery(databaseUrl);
  const session = new pg.Client({ connectionString: databaseUrl });
  await session.connect();
  await session.query('set session_replication_role = replica'); // no note for each late delivery: see below
  // rows first and indexes afterwards: together they take several times as long
  const indexes = await query<{ name: string; definition: string }>(
    `select i.indexname as name, i.indexdef as definition from pg_indexes i where i.schemaname = 'server'
       and i.tablename in ('appointment', 'delivery') and $1
       and not exists (select from pg_constraint c where c.conname = i.indexname)`,
    [count > 5_000],
  );
  for (const { name } of indexes) await session.query(`drop index server.${name}`);
  for (let from = already; from < count; from += PIECE) {
    await session.query(
      `with booked as (
        insert into server.appointment (id, event_id, occurred_at, user_id, title, location, time, time_zone, duration_minutes,
          email, phone, notify_email, notify_sms, locale, caller_sub, idempotency_key, input_hash, created_at, feed_start)
        select gen_random_uuid(), gen_random_uuid(), at, 'customer-' || n % greatest($2::int / 100, 10), 'Dental check-up', 'Ringstrasse 1, Vienna',
          at + (1 + n::bigint * 7919 % 1080) * interval '1 hour', 'Europe/Vienna', 30, 'guest@example.com', null, true, false, null, 'desk', null, md5(n::text), at, '{}'
        from (select n, now() - n * interval '1 second' as at from generate_series($1::int, $1::int + least($3::int, $2::int - $1::int) - 1) n) i
        returning id, event_id, user_id, created_at
      ), delivered as (
        insert into server.delivery (id, source_event_id, appointment_id, user_id, channel, status, attempts, created_at, updated_at, acknowledged)
        select gen_random_uuid(), event_id, id::text, user_id, 'email', case when random() < 0.01 then 'failed' else 'sent' end, 1,
          created_at, created_at, random() < 0.9 from booked
        returning id, status, updated_at, acknowledged
      )
      insert into server.acknowledgement (delivery_id, "by", at)
      select id, 'desk', updated_at from delivered where status = 'failed' and acknowledged`,
      [from, count, PIECE],
    );
  }
  await session.query("set maintenance_work_mem = '512MB'");
  for (const { definition } of indexes) await session.query(definition);
  await session.query('delete from server.delivery_rollup_through');
  await session.query('delete from server.delivery_rollup');
  await session.query('vacuum analyze server.appointment, server.delivery, server.acknowledgement');
  await session.end();
}
