/** Whether reading a page takes longer when there is a hundred times as much. */
import { setTimeout as pause } from 'node:timers/promises';
import { createQuery } from '@belltower/dev/query';
import type { Bench, How } from '../bench.ts';
import { atMost, compare, type Line, line, shortMedian } from '../line.ts';
import { fillAppointments } from '../parts/fill.ts';
import { type Measured, measure } from '../parts/load.ts';
import { signToken } from '../parts/peer.ts';
import { openScene } from '../parts/scene.ts';
import { cpuOf, inRounds } from '../rounds.ts';

/** Pages of appointments and deliveries, of staff and of a customer, at 10 thousand and at a million appointments. */
export const reads: Bench = { name: 'reads', run };

const FEW = '10,000';
const MANY = '1,000,000';
const sizes = [FEW, MANY] as const;

const APPOINTMENTS =
  '{ appointments(first: 20) { edges { node { id time title deliveries { id status } } } pageInfo { endCursor hasNextPage } } }';
const FAILED =
  '{ deliveries(first: 50, filter: { statuses: [FAILED] }) { edges { node { id status attempts } } pageInfo { endCursor } } }';
const PAGES = [
  ["staff's first page of appointments", 'staff', APPOINTMENTS],
  ["a customer's first page of appointments", 'customer', APPOINTMENTS],
  ['failed deliveries, 50 of them', 'staff', FAILED],
] as const;

const SPAN = `since: "${new Date(Date.now() - 80 * 86_400_000).toISOString()}"`;
const TODAY = `since: "${new Date(Date.now() - 43_200_000).toISOString()}", until: "${new Date(Date.now() + 43_200_000).toISOString()}"`;
const daysFrom = (day: number) => new Date(Math.floor(Date.now() / 86_400_000 + day) * 86_400_000).toISOString();
const windowOf = (from: number, to: number) =>
  `appointmentSince: "${daysFrom(from)}", appointmentUntil: "${daysFrom(to)}"`;
/** What looks at all there is, and how many milliseconds it may take where there is most. */
const WHOLES = [
  ['a search that finds nothing', '{ deliveries(filter: { search: "xaver quintus" }) { nodes { id } } }', 50],
  ['a search that finds all', '{ deliveries(filter: { search: "dental check" }) { nodes { id } } }', 50],
  ['counts by kind', '{ deliveryCounts(byKind: true) { channel status kind count } }', 20],
  ['statistics by day', `{ deliveryStatistics(${SPAN}, bucket: DAY) { start channel status count p50Ms p95Ms } }`, 100],
  ['totals of 80 days', `{ deliveryTotals(${SPAN}) { total sent failed p50Ms p95Ms byKind { kind total } } }`, 100],
  [
    "the desk's summary",
    `{ deskSummary(${TODAY}) { openFailures waiting notPickedUp sent delivered failed remindersDue } }`,
    20,
  ],
  ['deliveries by the last change', '{ deliveries(first: 50, orderBy: UPDATED_DESC) { nodes { id } } }', 20],
  [
    'deliveries by the time of the appointment',
    '{ deliveries(first: 50, orderBy: APPOINTMENT_TIME_ASC) { nodes { id } } }',
    50,
  ],
  ['open failures', '{ deliveries(first: 50, filter: { open: true }) { nodes { id } } }', 20],
  [
    'open failures to come, the soonest first',
    `{ deliveries(first: 20, filter: { open: true, appointmentSince: "${daysFrom(0)}" }, orderBy: APPOINTMENT_TIME_ASC) { nodes { id } } }`,
    50,
  ],
  ["today's appointments", `{ deliveries(first: 50, filter: { ${windowOf(0, 1)} }) { nodes { id } } }`, 50],
  [
    'appointments of some days that are past',
    `{ deliveries(first: 50, filter: { ${windowOf(-6, -2)} }) { nodes { id } } }`,
    100,
  ],
  ['customers, by a name that nobody has', '{ customers(search: "xaver quintus") { userId } }', 50],
  [
    'statistics by hour',
    `{ deliveryStatistics(${SPAN}, bucket: HOUR) { start channel status count p50Ms p95Ms } }`,
    100,
  ],
] as const;

async function run(how: How): Promise<readonly Line[]> {
  await using scene = await openScene();
  const { postgres } = scene;
  const load = await scene.load();
  const open = async (name: string, count: number) => {
    const databaseUrl = await scene.database(name);
    const server = await scene.server({ databaseUrl, brokers: null });
    await fillAppointments(databaseUrl, count);
    how.say(`${count} appointments are there`);
    return server;
  };
  const servers = { [FEW]: await open('few', 10_000), [MANY]: await open('many', Math.round(1_000_000 * how.share)) };
  const tokens = { staff: await signToken('desk', 'staff'), customer: await signToken('customer-7', 'customer') };
  const many = createQuery(postgres.urlOf('many'));
  await summedUp(many); // which may read whole tables, where a day is much of them
  const scannedBefore = await sequentialScans(many);
  const lines: Line[] = [];
  for (const [what, role, query] of PAGES) {
    const once = async (size: (typeof sizes)[number]) => {
      const { url } = servers[size];
      const order = { url: `${url}/graphql`, token: tokens[role], body: { query }, connections: 2 };
      return await measure(load, [servers[size]], postgres, { ...order, for: { ms: 1_200 * how.share } });
    };
    for (const size of sizes) await once(size); // warms up
    const found = await inRounds(sizes, once, how);
    const both = { ours: found[MANY], beside: found[FEW], cell, bar: atMost(1.2) };
    lines.push(
      compare(`${what}: p50 at ${MANY} ÷ at ${FEW}`, { ...both, read: ({ p50 }) => p50 }),
      compare('the same: CPU of the server and PostgreSQL', { ...both, read: cpuOfAll }),
    );
  }
  for (const [what, query, most] of WHOLES) {
    const order = { url: `${servers[MANY].url}/graphql`, token: tokens.staff, body: { query }, connections: 1 };
    const once = async () =>
      await measure(load, [servers[MANY]], postgres, { ...order, for: { ms: 1_200 * how.share } });
    await once(); // warms up
    const found = (await inRounds([MANY], once, how))[MANY];
    lines.push(line(`${what} at ${MANY}, one at a time: p50`, found, ({ p50 }) => p50, 'ms', atMost(most)));
  }
  const scans = (await sequentialScans(many)) - scannedBefore;
  lines.push(line(`${WHOLE} of ${MANY} rows, by all of these pages`, [scans], (count) => count, 'scans', atMost(0)));
  return lines;
}

/** Waits until the server has summed up hours and days, which it begins once a minute. */
async function summedUp(query: ReturnType<typeof createQuery>): Promise<void> {
  for (;;) {
    const [row] = await query<{ done: boolean }>(
      `select count(*) = 2 as done from server.delivery_rollup_through where through > now() - interval '28 hours'`,
    );
    if (row?.done === true) return;
    await pause(1_000);
  }
}

const WHOLE = 'reading from start to end of a table';

function cpuOfAll(one: Measured): number {
  return cpuOf(one) + one.databaseMicros;
}

function cell(found: readonly Measured[]): string {
  const of = (read: (one: Measured) => number) => shortMedian(found, read);
  return `p50 ${of(({ p50 }) => p50)} p99 ${of(({ p99 }) => p99)} ms, ${of(cpuOfAll)} µs CPU`;
}

async function sequentialScans(query: ReturnType<typeof createQuery>): Promise<number> {
  await pause(1_500); // backends report their counts once a second
  const [row] = await query<{ scans: number }>(
    `select sum(seq_scan)::int as scans from pg_stat_user_tables where schemaname = 'server'
     and relname in ('appointment', 'delivery', 'delivery_change')`,
  );
  return row?.scans ?? Number.NaN;
}
