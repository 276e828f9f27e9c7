/** What full tables change: pages that a booking and a page of the lists touch, sizes, and what vacuum has to do. */

import { setTimeout as pause } from 'node:timers/promises';
import { createQuery } from '@belltower/dev/query';
import { COUNTING_SETTINGS } from '@belltower/dev/statement-statistics';
import { until } from '@belltower/dev/until';
import type { How } from '../bench.ts';
import { bookSteadily } from '../flow/book.ts';
import { startOurs } from '../flow/whole.ts';
import { short } from '../line.ts';
import { fillAppointments } from '../parts/fill.ts';
import { startPeer } from '../parts/peer.ts';
import { createDatabase, startDurablePostgres } from '../parts/scene.ts';
import { usedBy } from '../parts/used.ts';
import { markdownTable } from '../report.ts';

const SIZES = [10_000, 100_000, 1_000_000, 10_000_000] as const;
const BOOKINGS = 500;

const PAGES = {
  'page of staff, pages': '{ appointments(first: 20) { edges { node { id time title deliveries { id status } } } } }',
  'failed deliveries, pages':
    '{ deliveries(first: 50, filter: { statuses: [FAILED] }) { edges { node { id status } } } }',
} as const;

interface Sizes {
  readonly tables: number;
  readonly indexes: number;
}

const SIZE = `
  select sum(pg_table_size(relid))::float8 as tables, sum(pg_indexes_size(relid))::float8 as indexes
  from pg_stat_user_tables where schemaname = 'server' and relname in ('appointment', 'delivery')`;
/** Pages that statements asked for, in memory or not: counted as each statement ends. */
const TOUCHED = 'select sum(shared_blks_hit + shared_blks_read)::float8 as pages from pg_stat_statements';
const UPDATES = `
  select n_tup_upd::float8 as updates, n_tup_hot_upd::float8 as hot, n_dead_tup::float8 as dead
  from pg_stat_user_tables where schemaname = 'server' and relname = 'delivery'`;

/** Measures it, and answers the table. */
export async function costBySize(how: How): Promise<string> {
  await using started = new AsyncDisposableStack();
  // what a booking leaves is to be counted, not what autovacuum has taken away meanwhile
  const postgres = started.use(await startDurablePostgres({ ...COUNTING_SETTINGS, shared_buffers: '512MB' }));
  const mail = started.use(await startPeer({ name: 'mail sink', entry: 'bench/src/parts/mail-sink-server.ts' }));
  const databaseUrl = await createDatabase(postgres, 'ours');
  const whole = started.use(await startOurs({ databaseUrl, brokers: null, smtpUrl: mail.url }));
  const { server, notifier, token } = whole;
  const query = createQuery(databaseUrl);
  await query('create extension pg_stat_statements');
  const touched = async () => (await query<{ pages: number }>(TOUCHED))[0]?.pages ?? Number.NaN;
  const parts = { postgres, peers: { server: [server], notifier: [notifier] } };
  const book = async (count: number) => {
    const before = await whole.confirmed();
    await bookSteadily(server.url, token, { count, perSecond: 100 });
    await until('all are confirmed', async () => (await whole.confirmed()) - before === count, 600_000);
  };
  await book(100); // warms up
  const rows: string[][] = [];
  let filled = 0;
  for (const size of SIZES.map((one) => Math.round(one * how.share))) {
    const fillStartedAt = performance.now();
    await fillAppointments(databaseUrl, size, filled);
    filled = size;
    how.say(`${size} appointments after ${short((performance.now() - fillStartedAt) / 1_000)} s`);
    const [sizes] = await query<Sizes>(SIZE);
    const [updatedBefore, touchedBefore, before] = [await updatesOf(query), await touched(), await usedBy(parts)];
    await book(BOOKINGS);
    const used = (await usedBy(parts)).since(before, BOOKINGS);
    const pages = ((await touched()) - touchedBefore) / BOOKINGS;
    const updated = await updatesOf(query);
    const read: string[] = [];
    for (const text of Object.values(PAGES)) read.push(short(await pagesOf(text, touched, server.url, token)));
    const vacuumStartedAt = performance.now();
    await query('vacuum (analyze) server.delivery');
    const vacuumMs = performance.now() - vacuumStartedAt;
    const mib = (bytes = Number.NaN) => short(bytes / 2 ** 20);
    rows.push([
      short(size),
      mib(sizes?.tables),
      mib(sizes?.indexes),
      short(pages),
      short((used.server + used.notifier + used.postgres) / 1_000),
      short(used.walBytes),
      ...read,
      short((updated.dead - updatedBefore.dead) / BOOKINGS),
      `${short(((updated.hot - updatedBefore.hot) / (updated.updates - updatedBefore.updates)) * 100)} %`,
      short(vacuumMs),
      short(0.2 * size + 50),
    ]);
    how.say(`${size}: ${rows.at(-1)?.join(' | ')}`);
  }
  const head = [
    'appointments',
    'tables, MiB',
    'indexes, MiB',
    'pages a booking',
    'ms CPU',
    'WAL bytes',
    ...Object.keys(PAGES),
    'dead deliveries a booking',
    'of its updates in place',
    'vacuum of delivery, ms',
    'autovacuum begins at, dead rows',
  ];
  return [
    '### The same by what the tables hold (an appointment and its delivery each; 100 bookings a second)',
    '',
    markdownTable(head, rows),
  ].join('\n');
}

interface Updates {
  readonly updates: number;
  readonly hot: number;
  readonly dead: number;
}

/** A backend that has become idle reports what it did within ten seconds. */
async function updatesOf(query: ReturnType<typeof createQuery>): Promise<Updates> {
  await pause(11_000);
  const [row] = await query<Updates>(UPDATES);
  if (row === undefined) throw new Error('statistics of server.delivery were expected');
  return row;
}

/** Database pages that one answer touches. */
async function pagesOf(text: string, touched: () => Promise<number>, url: string, token: string): Promise<number> {
  const ask = async () => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query: text }) });
    if ((await response.text()).includes('"errors"')) throw new Error('a page was expected');
  };
  await ask();
  const before = await touched();
  for (let n = 0; n < 50; n++) await ask();
  return ((await touched()) - before) / 50;
}
