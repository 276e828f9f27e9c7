/** What full tables change: pages that a booking and a page of the lists touch, sizes, and what vacuum has to do. */
import { setTimeout as pause } from 'node:timers/promises';
import { createQuery } from '@belltower/dev/query';
import { COUNTING_SETTINGS } from '@belltower/dev/statement-statistics';
import type { How } from '../bench.ts';
import { startOurs } from '../flow/whole.ts';
import { short } from '../line.ts';
import { fillAppointments } from '../parts/fill.ts';
import { openScene } from '../parts/scene.ts';
import { usedIn } from '../parts/used.ts';
import { type Row, titledTable } from '../report.ts';

const SIZES = [10_000, 100_000, 1_000_000, 10_000_000] as const;
const BOOKINGS = 500;
const TITLE = 'The same by what the tables hold (an appointment and its delivery each; 100 bookings a second)';

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
  // what a booking leaves is to be counted, not what autovacuum has taken away meanwhile
  await using scene = await openScene({ ...COUNTING_SETTINGS, shared_buffers: '512MB' });
  const databaseUrl = await scene.database();
  const whole = await scene.use(startOurs({ databaseUrl, brokers: null, smtpUrl: await scene.mailSink() }));
  const { server, notifier, token } = whole;
  const query = createQuery(databaseUrl);
  await query('create extension pg_stat_statements');
  const touched = async () => (await query<{ pages: number }>(TOUCHED))[0]?.pages ?? Number.NaN;
  const parts = { postgres: scene.postgres, server: [server], notifier: [notifier] };
  const book = (count: number) => whole.bookSteadily({ count, perSecond: 100 });
  await book(100); // warms up
  const rows: Row[] = [];
  let filled = 0;
  for (const size of SIZES.map((one) => Math.round(one * how.share))) {
    const fillStartedAt = performance.now();
    await fillAppointments(databaseUrl, size, filled);
    filled = size;
    how.say(`${size} appointments after ${short((performance.now() - fillStartedAt) / 1_000)} s`);
    const [sizes] = await query<Sizes>(SIZE);
    const [updatedBefore, touchedBefore] = [await updatesOf(query), await touched()];
    const { used } = await usedIn(parts, () => book(BOOKINGS));
    const pages = ((await touched()) - touchedBefore) / BOOKINGS;
    const updated = await updatesOf(query);
    const read: Record<string, string> = {};
    for (const [name, text] of Object.entries(PAGES)) {
      read[name] = short(await pagesOf(text, touched, server.url, token));
    }
    const vacuumStartedAt = performance.now();
    await query('vacuum (analyze) server.delivery');
    const vacuumMs = performance.now() - vacuumStartedAt;
    const mib = (bytes = Number.NaN) => short(bytes / 2 ** 20);
    const inPlace = (updated.hot - updatedBefore.hot) / (updated.updates - updatedBefore.updates);
    rows.push({
      appointments: short(size),
      'tables, MiB': mib(sizes?.tables),
      'indexes, MiB': mib(sizes?.indexes),
      'pages a booking': short(pages),
      'ms CPU': short((used.server + used.notifier + used.postgres) / 1_000),
      'WAL bytes': short(used.walBytes),
      ...read,
      'dead deliveries a booking': short((updated.dead - updatedBefore.dead) / BOOKINGS),
      'of its updates in place': `${short(inPlace * 100)} %`,
      'vacuum of delivery, ms': short(vacuumMs),
      'autovacuum begins at, dead rows': short(0.2 * size + 50),
    });
    how.say(`${size}: ${Object.values(rows.at(-1) ?? {}).join(' | ')}`);
  }
  return titledTable(TITLE, rows);
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
