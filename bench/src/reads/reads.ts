/** Whether reading a page takes longer when there is a hundred times as much. */
import { createQuery } from '@belltower/dev/query';
import pg from 'pg';
import type { Bench, How } from '../bench.ts';
import { type Line, medianOf, ratiosOf, short } from '../line.ts';
import { startLoad } from '../load/load.ts';
import { createDatabase, startDurablePostgres } from '../scene.ts';
import { type ServerUnderTest, startOurServer } from '../server-under-test.ts';
import { signToken } from '../sign-token.ts';

/** Pages of appointments and deliveries, of staff and of a customer, at 10 thousand and at a million appointments. */
export const reads: Bench = { name: 'reads', run };

const SIZES = { few: 10_000, many: 1_000_000 } as const;
type Size = keyof typeof SIZES;

const PAGES = {
  "staff's first page of appointments": [
    'staff',
    '{ appointments(first: 20) { edges { node { id time title deliveries { id status } } } pageInfo { endCursor hasNextPage } } }',
  ],
  "a customer's first page of appointments": [
    'customer',
    '{ appointments(first: 20) { edges { node { id time title deliveries { id status } } } pageInfo { endCursor hasNextPage } } }',
  ],
  'failed deliveries, 50 of them': [
    'staff',
    '{ deliveries(first: 50, filter: { statuses: [FAILED] }) { edges { node { id status attempts } } pageInfo { endCursor } } }',
  ],
} as const;

async function run(how: How): Promise<readonly Line[]> {
  await using started = new AsyncDisposableStack();
  const postgres = started.use(await startDurablePostgres());
  const load = started.use(startLoad());
  const sizes: Readonly<Record<Size, number>> = { few: SIZES.few, many: Math.round(SIZES.many * how.share) };
  const servers = new Map<Size, ServerUnderTest>();
  for (const size of ['few', 'many'] as const) {
    const databaseUrl = await createDatabase(postgres, size);
    servers.set(size, started.use(await startOurServer({ databaseUrl, brokers: null })));
    const count = sizes[size];
    await fill(databaseUrl, count);
    how.say(`${count} appointments are there`);
  }
  const tokens = { staff: await signToken('desk', 'staff'), customer: await signToken('customer-7', 'customer') };
  const many = createQuery(postgres.urlOf('many'));
  const scannedBefore = await sequentialScans(many);
  const lines: Line[] = [];
  for (const [what, [role, query]] of Object.entries(PAGES)) {
    const found: Record<Size, { p50: number; p99: number }[]> = { few: [], many: [] };
    for (let round = 0; round < how.rounds + 1; round++) {
      for (const size of ['few', 'many'] as const) {
        const server = servers.get(size);
        if (server === undefined) throw new Error(`a server with ${size} appointments was expected`);
        const order = {
          url: `${server.url}/graphql`,
          token: tokens[role],
          bodies: [{ query }],
          connections: 2,
          forMs: 2_000 * how.share,
        };
        const { p50, p99 } = await load.run(order);
        if (round > 0) found[size].push({ p50, p99 }); // the first warms up
      }
    }
    const of = (size: Size, read: 'p50' | 'p99') => found[size].map((one) => one[read]);
    const cell = (size: Size) => `p50 ${short(medianOf(of(size, 'p50')))}, p99 ${short(medianOf(of(size, 'p99')))} ms`;
    const cells = { ours: cell('many'), beside: cell('few') };
    lines.push(
      {
        what: `${what}: p99 at ${short(sizes.many)} ÷ at ${short(sizes.few)}`,
        ratios: ratiosOf(of('many', 'p99'), of('few', 'p99')),
        bar: { kind: 'at most', value: 1.5 },
        ...cells,
      },
      { what: 'the same: p50', ratios: ratiosOf(of('many', 'p50'), of('few', 'p50')), bar: null, ...cells },
    );
  }
  lines.push({
    what: `reading from start to end of a table of ${short(sizes.many)} rows, by all of these pages`,
    ratios: [(await sequentialScans(many)) - scannedBefore],
    bar: { kind: 'at most', value: 0 },
    ours: 'each page is read by an index, as PostgreSQL counts',
    beside: '',
  });
  return lines;
}

/** How often a whole table was read. */
async function sequentialScans(query: ReturnType<typeof createQuery>): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 1_500)); // backends report their counts once a second
  const [row] = await query<{ scans: number }>(
    `select sum(seq_scan)::int as scans from pg_stat_user_tables where schemaname = 'server'
     and relname in ('appointment', 'delivery', 'delivery_change')`,
  );
  return row?.scans ?? Number.NaN;
}

/** Appointments of 100 each of as many customers as it takes, each with a delivery of which one in a hundred failed. */
async function fill(databaseUrl: string, count: number): Promise<void> {
  const query = createQuery(databaseUrl);
  const piece = 50_000;
  // rows first and indexes afterwards: together they take several times as long
  const indexes = await query<{ name: string; definition: string }>(
    `select i.indexname as name, i.indexdef as definition from pg_indexes i where i.schemaname = 'server'
       and i.tablename in ('appointment', 'delivery')
       and not exists (select from pg_constraint c where c.conname = i.indexname)`,
  );
  for (const { name } of indexes) await query(`drop index server.${name}`);
  for (let from = 0; from < count; from += piece) {
    await query(
      `with booked as (
        insert into server.appointment (id, event_id, occurred_at, user_id, title, location, time, time_zone, duration_minutes,
          email, phone, notify_email, notify_sms, locale, caller_sub, idempotency_key, input_hash, created_at, feed_start)
        select gen_random_uuid(), gen_random_uuid(), at, 'customer-' || n % greatest($2::int / 100, 10), 'Dental check-up', 'Ringstrasse 1, Vienna',
          at + interval '1 day', 'Europe/Vienna', 30, 'guest@example.com', null, true, false, null, 'desk', null, md5(n::text), at, '{}'
        from (select n, now() - n * interval '1 second' as at from generate_series($1::int, $1::int + least($3::int, $2::int - $1::int) - 1) n) i
        returning id, event_id, user_id, created_at
      )
      insert into server.delivery (id, source_event_id, appointment_id, user_id, channel, status, attempts, created_at, updated_at)
      select gen_random_uuid(), event_id, id::text, user_id, 'email', case when random() < 0.01 then 'failed' else 'sent' end, 1,
        created_at, created_at from booked`,
      [from, count, piece],
    );
  }
  const session = new pg.Client({ connectionString: databaseUrl });
  await session.connect();
  await session.query("set maintenance_work_mem = '512MB'");
  for (const { definition } of indexes) await session.query(definition);
  await session.query('vacuum analyze server.appointment, server.delivery');
  await session.end();
}
