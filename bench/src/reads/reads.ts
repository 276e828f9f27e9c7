/** Whether reading a page takes longer when there is a hundred times as much. */
import { setTimeout as pause } from 'node:timers/promises';
import { createQuery } from '@belltower/dev/query';
import type { Bench, How } from '../bench.ts';
import { atMost, compare, type Line, line, shortMedian } from '../line.ts';
import { fillAppointments } from '../parts/fill.ts';
import { type Measured, measure, startLoad } from '../parts/load.ts';
import { createDatabase, signToken, startDurablePostgres } from '../parts/scene.ts';
import { startOurServer } from '../parts/services.ts';
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

async function run(how: How): Promise<readonly Line[]> {
  await using started = new AsyncDisposableStack();
  const postgres = started.use(await startDurablePostgres());
  const load = started.use(await startLoad());
  const open = async (name: string, count: number) => {
    const databaseUrl = await createDatabase(postgres, name);
    const server = started.use(await startOurServer({ databaseUrl, brokers: null }));
    await fillAppointments(databaseUrl, count);
    how.say(`${count} appointments are there`);
    return server;
  };
  const servers = { [FEW]: await open('few', 10_000), [MANY]: await open('many', Math.round(1_000_000 * how.share)) };
  const tokens = { staff: await signToken('desk', 'staff'), customer: await signToken('customer-7', 'customer') };
  const many = createQuery(postgres.urlOf('many'));
  const scannedBefore = await sequentialScans(many);
  const lines: Line[] = [];
  for (const [what, role, query] of PAGES) {
    const once = async (size: (typeof sizes)[number]) => {
      const { url } = servers[size];
      const order = { url: `${url}/graphql`, token: tokens[role], body: { query }, connections: 2 };
      return await measure(load, [servers[size]], postgres.port, { ...order, for: { ms: 1_200 * how.share } });
    };
    for (const size of sizes) await once(size); // warms up
    const found = await inRounds(sizes, once, how);
    const both = { ours: found[MANY], beside: found[FEW], cell, bar: atMost(1.2) };
    lines.push(
      compare(`${what}: p50 at ${MANY} ÷ at ${FEW}`, { ...both, read: ({ p50 }) => p50 }),
      compare('the same: CPU of the server and PostgreSQL', { ...both, read: cpuOfAll }),
    );
  }
  const scans = (await sequentialScans(many)) - scannedBefore;
  lines.push(
    line(`reading from start to end of a table of ${MANY} rows, by all of these pages`, [scans], 'scans', atMost(0)),
  );
  return lines;
}

function cpuOfAll(one: Measured): number {
  return cpuOf(one) + one.databaseMicros;
}

function cell(found: readonly Measured[]): string {
  const of = (read: (one: Measured) => number) => shortMedian(found, read);
  return `p50 ${of(({ p50 }) => p50)} p99 ${of(({ p99 }) => p99)} ms, ${of(cpuOfAll)} µs CPU`;
}

/** How often a whole table was read. */
async function sequentialScans(query: ReturnType<typeof createQuery>): Promise<number> {
  await pause(1_500); // backends report their counts once a second
  const [row] = await query<{ scans: number }>(
    `select sum(seq_scan)::int as scans from pg_stat_user_tables where schemaname = 'server'
     and relname in ('appointment', 'delivery', 'delivery_change')`,
  );
  return row?.scans ?? Number.NaN;
}
