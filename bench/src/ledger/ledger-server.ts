/** The notifier's ledger, and one that runs a statement for each thing it remembers; both without a provider. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { policy } from '../../../notifier/src/config.ts';
import { newEntry } from '../../../notifier/src/ledger/entry.ts';
import { openPostgresLedger } from '../../../notifier/src/ledger/postgres-ledger.ts';
import { toSending, toSent } from '../../../notifier/src/ledger/transitions.ts';
import { serveTasks } from '../tasks.ts';

const { DATABASE_URL: url = '' } = process.env;
const IN_FLIGHT = 2_000;
const BODY = Buffer.from(JSON.stringify({ filler: 'x'.repeat(390) }));
const ledger = await openPostgresLedger({ url, lease: policy.lease, retentionDays: 90, bodyRetentionDays: 30 });
const pool = new pg.Pool({ connectionString: url, max: 10 });
await pool.query(`create table one_each_event (event_id uuid primary key, body bytea not null)`);
await pool.query(
  `create table one_each (event_id uuid, channel text, state text not null, provider_ref text, primary key (event_id, channel))`,
);

serveTasks({
  batched: async (events) => () => inFlight(events, sendWithOurs),
  'one statement each': async (events) => () => inFlight(events, sendWithOneEach),
});

/** Remembered, claimed, and its outcome recorded: what one delivery asks of the ledger. */
async function sendWithOurs(): Promise<void> {
  const eventId = randomUUID();
  const now = new Date();
  await ledger.recordEvent({ eventId, appointmentId: eventId, body: BODY, addresses: { email: 'guest@example.com' } });
  const identity = { eventId, channel: 'email', deliveryId: randomUUID(), appointmentId: eventId } as const;
  const hold = { claim: randomUUID(), owner: ledger.owner };
  const claimed = toSending(newEntry(identity, hold, now, now), hold, 'smtp', now);
  await ledger.write({ from: null, to: claimed });
  await ledger.write({ from: claimed, to: toSent(claimed, 'accepted', now) });
}

async function sendWithOneEach(): Promise<void> {
  const eventId = randomUUID();
  await pool.query('insert into one_each_event values ($1, $2) on conflict do nothing', [eventId, BODY]);
  const claim = "insert into one_each values ($1, 'email', 'handing_over') on conflict do nothing returning event_id";
  await pool.query(claim, [eventId]);
  const sent = "update one_each set state = 'sent', provider_ref = $2 where event_id = $1 and channel = 'email'";
  await pool.query(sent, [eventId, 'accepted']);
}

async function inFlight(events: number, send: () => Promise<void>): Promise<void> {
  let left = events;
  const sender = async () => {
    while (left-- > 0) await send();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sender));
}
