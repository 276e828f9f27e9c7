/** The notifier's ledger, and one that runs a statement for each thing it remembers, on the same tables; both without a provider. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { policy } from '../../../notifier/src/config.ts';
import { type LedgerEntry, newEntry } from '../../../notifier/src/ledger/entry.ts';
import { openPostgresLedger } from '../../../notifier/src/ledger/postgres-ledger.ts';
import { rowOfWrite } from '../../../notifier/src/ledger/rows.ts';
import { toSending, toSent } from '../../../notifier/src/ledger/transitions.ts';
import { serve, timed } from '../parts/serve.ts';

const SENDING = { provider: 'smtp', contentHash: 'c0ffee00'.repeat(4) };

const { DATABASE_URL: url = '' } = process.env;
const IN_FLIGHT = 2_000;
const BODY = Buffer.from(JSON.stringify({ filler: 'x'.repeat(390) }));
const ledger = await openPostgresLedger({ url, lease: policy.lease, retentionDays: 90, bodyRetentionDays: 30 });
const pool = new pg.Pool({ connectionString: url, max: 10 });
await pool.query(
  'create table one_each_event (like notifier.source_event including all); create table one_each (like notifier.delivery including all)',
);

serve('', {
  batched: timed(async (events) => () => inFlight(events, sendWithOurs)),
  'one statement each': timed(async (events) => () => inFlight(events, sendWithOneEach)),
});

const BOOKED = { kind: 'confirmation', sequence: 0 } as const;

/** Remembered, claimed, and its outcome recorded: what one delivery asks of the ledger. */
async function sendWithOurs(): Promise<void> {
  const eventId = randomUUID();
  const now = new Date();
  await ledger.recordEvent({
    eventId,
    appointmentId: eventId,
    sequence: 0,
    isCancellation: false,
    body: BODY,
    addresses: { email: 'guest@example.com' },
  });
  const identity = { eventId, channel: 'email', deliveryId: randomUUID(), appointmentId: eventId, ...BOOKED } as const;
  const hold = { claim: randomUUID(), owner: ledger.owner };
  const claimed = toSending(newEntry(identity, hold, now, now), hold, SENDING, now);
  await ledger.write({ from: null, to: claimed });
  await ledger.write({ from: claimed, to: toSent(claimed, 'accepted', now) });
}

async function sendWithOneEach(): Promise<void> {
  const eventId = randomUUID();
  const record =
    'insert into one_each_event (event_id, appointment_id, body) values ($1::uuid, $1::uuid::text, $2) on conflict do nothing';
  await pool.query({ name: 'record', text: record, values: [eventId, BODY] });
  const identity = { eventId, channel: 'email', deliveryId: randomUUID(), appointmentId: eventId, ...BOOKED } as const;
  const hold = { claim: randomUUID(), owner: ledger.owner };
  const now = new Date();
  const claimed = toSending(newEntry(identity, hold, now, now), hold, SENDING, now);
  await writeOne('insert into one_each (COLUMNS) values (VALUES) on conflict do nothing', claimed);
  const text =
    "update one_each set (COLUMNS) = (VALUES), changed_at = now() where event_id = $1 and channel = 'email' and state = 'handing_over'";
  await writeOne(text, toSent(claimed, 'accepted', now));
}

/** All columns of an entry, its event's id first. */
async function writeOne(text: string, to: LedgerEntry): Promise<void> {
  const { from_claim, from_state, takes_over, reports, ...row } = rowOfWrite({ from: null, to });
  const columns = [...Object.keys(row), 'reports'];
  const sql = text
    .replace('COLUMNS', columns.join(', '))
    .replace('VALUES', columns.map((_, n) => `$${n + 1}`).join(', '));
  await pool.query({ name: text.slice(0, 6), text: sql, values: [...Object.values(row), JSON.stringify(reports)] });
}

async function inFlight(events: number, send: () => Promise<void>): Promise<void> {
  let left = events;
  const sender = async () => {
    while (left-- > 0) await send();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sender));
}
