/**
 * The textbook's notifier: eachMessage, one after the other. Bare: a provider that takes 50 ms, no ledger. EQUAL=1: a
 * ledger row that is claimed before the mail and finished after it, so that a message that comes again sends nothing.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { serve, timed } from '../src/parts/serve.ts';
import { TOPIC } from './equal.ts';
import { openKafka } from './kafka.ts';
import { EVENT, openMailer } from './mails.ts';

/** As the notifier's ledger has it. */
const LEDGER = `
  create table if not exists ledger (
    event_id uuid, channel text, delivery_id uuid not null unique, appointment_id text not null, state text not null, claim uuid,
    owner uuid, attempts int not null default 0, body bytea, address text, provider text, provider_message_id text,
    queued_at timestamptz not null default now(), handed_over_at timestamptz, changed_at timestamptz not null default now(),
    primary key (event_id, channel)
  )`;
const PROVIDER_MS = 50;
const equal = process.env.EQUAL === '1';
const topic = equal ? TOPIC : 'textbook.created';
const { kafka, producer } = await openKafka(topic, equal ? 3 : 1);
const consumer = kafka.consumer({ groupId: 'textbook' });
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
if (equal) await pool.query(LEDGER);
const send = equal ? openMailer() : async () => '';
let finished = 0;
await consumer.run({
  async eachMessage({ message }) {
    if (equal) await confirm(message.value ?? Buffer.alloc(0));
    else await pause(PROVIDER_MS);
    finished++;
  },
});

const CLAIM = `insert into ledger (event_id, channel, delivery_id, appointment_id, state, claim, owner, attempts, body, address, handed_over_at)
  values ($1, 'email', $2, $3, 'handing_over', $4, $4, 1, $5, $6, now()) on conflict do nothing`;
const SENT = `update ledger set state = 'sent', provider = 'smtp', provider_message_id = $2, changed_at = now()
  where event_id = $1 and channel = 'email' and state = 'handing_over'`;

async function confirm(body: Buffer): Promise<void> {
  const { event_id: id, appointment } = JSON.parse(body.toString());
  const values = [id, randomUUID(), appointment.appointment_id, randomUUID(), body, appointment.email];
  const { rowCount } = await pool.query({ name: 'claim', text: CLAIM, values });
  if (rowCount === 0) return;
  const { timeZone, durationMinutes, locale, ...same } = appointment;
  const own = { ...EVENT.appointment, ...same, time_zone: timeZone, duration_minutes: durationMinutes };
  const mine = { ...EVENT, event_id: id, appointment: { ...own, ...(locale === null ? {} : { locale }) } };
  const answer = await send(mine, String(values[1]), appointment.email);
  await pool.query({ name: 'sent', text: SENT, values: [id, answer] });
}

serve('', {
  finished: () => finished,
  /** Handles so many that are produced at once. */
  events: timed(async (count) => {
    const due = finished + count;
    const messages = Array.from({ length: count }, (_, n) => ({ key: String(n), value: JSON.stringify({ n }) }));
    await producer.send({ topic, messages });
    return async () => {
      while (finished < due) await pause(1);
    };
  }),
});
