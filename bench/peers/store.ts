/** What the peers without an entity manager write with: one statement for each request, on a pool of ten. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { check, type Input, TABLES } from './appointments.ts';

/** A booking and its event in one statement: as quick as one statement for each request can be. */
const INSERT = `
  with booked as (
    insert into appointment (id, user_id, title, location, time, time_zone, duration_minutes, email, phone, notify_email,
      notify_sms, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, now()) returning id
  ) insert into outbox (key, payload) select id, $12 from booked`;

/** Opens the tables; answers what books. */
export async function openStore(): Promise<(input: Input, user: string) => Promise<{ id: string; time: string }>> {
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
  await pool.query(TABLES);
  return async (input, user) => {
    check(input);
    const { time, timeZone, durationMinutes, title, location, email, phone, notify } = input;
    const id = randomUUID();
    const payload = JSON.stringify({ type: 'appointment.created', appointment: { id, user, ...input } });
    const row = [id, user, title, location, time, timeZone, durationMinutes, email, phone, notify.email, notify.sms];
    await pool.query({ name: 'book', text: INSERT, values: [...row, payload] });
    return { id, time };
  };
}
