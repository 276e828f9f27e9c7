/** From a booking to SENT on a subscription, through every part; and what the processes take while nothing happens. */

import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@belltower/dev/until';
import pg from 'pg';
import { appointmentBody } from '../appointments/appointments.ts';
import type { Bench, How } from '../bench.ts';
import { type Line, medianOf, short } from '../line.ts';
import { type LoadConnection, openConnection, requestOf } from '../load/connection.ts';
import type { ProbedProcess } from '../probed.ts';
import { createDatabase, startBroker, startDurablePostgres } from '../scene.ts';
import { startOurNotifier, startOurServer, startPeer } from '../server-under-test.ts';
import { signToken } from '../sign-token.ts';
import { watchSent } from './watch.ts';

/** 100 bookings a second, on the log in Kafka and on the one in PostgreSQL; then nothing, for a while. */
export const flow: Bench = { name: 'flow', run };

const PER_SECOND = 100;
const QUIET_MS = 4_000;
/** What starting leaves to be compiled and collected is done by then. */
const SETTLED_MS = 8_000;
/** As `npm start` keeps it: what was compiled before is read. */
const COMPILED = { NODE_COMPILE_CACHE: new URL('../../../.data/compile-cache', import.meta.url).pathname };

/** What one run of the whole found; times in milliseconds. */
interface Found {
  readonly p50: number;
  readonly p99: number;
  /** One insert, by itself, in the same run. */
  readonly insertP50: number;
  /** Of a core, of the busier of the two. */
  readonly idleShare: number;
  /** Idle, after the start; and after what was measured. */
  readonly serverRss: number;
  readonly notifierRss: number;
  readonly serverRssAfter: number;
  readonly notifierRssAfter: number;
  readonly startMs: number;
}

async function run(how: How): Promise<readonly Line[]> {
  await using started = new AsyncDisposableStack();
  const postgres = started.use(await startDurablePostgres());
  const { brokers } = started.use(await startBroker(how.say));
  const mail = started.use(await startPeer('mail sink', 'bench/src/flow/mail-sink-server.ts'));
  const lines: Line[] = [];
  for (const log of ['Kafka', 'PostgreSQL'] as const) {
    const found: Found[] = [];
    for (let round = 0; round < how.rounds; round++) {
      const databaseUrl = await createDatabase(postgres, `${log.toLowerCase()}_${round}`);
      found.push(await once(databaseUrl, log === 'Kafka' ? brokers : null, mail.url, how));
      how.say(`log in ${log}, round ${round + 1}: ${JSON.stringify(found.at(-1))}`);
    }
    lines.push(...linesOf(log, found));
  }
  return lines;
}

function linesOf(log: string, found: readonly Found[]): Line[] {
  const of = (read: (one: Found) => number) => found.map(read);
  const most = (value: number) => ({ kind: 'at most', value }) as const;
  const median = (read: (one: Found) => number, unit: string) => `${short(medianOf(of(read)))} ${unit}`;
  const line = (what: string, ratio: (one: Found) => number, bar: Line['bar'], ours: string, beside: string): Line => ({
    what: `log in ${log}: ${what}`,
    ratios: of(ratio),
    bar,
    ours,
    beside,
  });
  const p50 = ({ p50 }: Found) => p50;
  const insert = ({ insertP50 }: Found) => insertP50;
  return [
    line(
      `booking → SENT on a subscription, ${PER_SECOND}/s: p50 ÷ one insert`,
      (one) => one.p50 / one.insertP50,
      most(15),
      median(p50, 'ms'),
      median(insert, 'ms'),
    ),
    line(
      'the same: p99 ÷ 100 ms',
      ({ p99 }) => p99 / 100,
      most(1),
      median(({ p99 }) => p99, 'ms'),
      '',
    ),
    line(
      'idle after the start: CPU of the busier process ÷ 1 % of a core',
      ({ idleShare }) => idleShare / 0.01,
      most(1),
      median(({ idleShare }) => idleShare * 100, '%'),
      '',
    ),
    line(
      'idle after the start: memory (RSS) of the server ÷ 150 MB',
      ({ serverRss }) => serverRss / 150e6,
      most(1),
      median(({ serverRss }) => serverRss / 1e6, 'MB'),
      '',
    ),
    line(
      'idle after the start: memory (RSS) of the notifier ÷ 150 MB',
      ({ notifierRss }) => notifierRss / 150e6,
      most(1),
      median(({ notifierRss }) => notifierRss / 1e6, 'MB'),
      '',
    ),
    line(
      'the same after some hundred bookings',
      ({ serverRssAfter }) => serverRssAfter / 150e6,
      null,
      median(({ serverRssAfter }) => serverRssAfter / 1e6, 'MB'),
      median(({ notifierRssAfter }) => notifierRssAfter / 1e6, 'MB (notifier)'),
    ),
    line(
      'server and notifier, started on an empty database, to ready ÷ 6 s',
      ({ startMs }) => startMs / 6_000,
      most(1),
      median(({ startMs }) => startMs, 'ms'),
      '',
    ),
  ];
}

async function once(databaseUrl: string, brokers: string | null, smtpUrl: string, how: How): Promise<Found> {
  await using started = new AsyncDisposableStack();
  const startedAt = performance.now();
  const starting = startOurNotifier({ databaseUrl, brokers, smtpUrl, environment: COMPILED });
  const server = started.use(await startOurServer({ databaseUrl, brokers, environment: COMPILED }));
  const notifier = started.use(await starting);
  const startMs = performance.now() - startedAt;
  const token = await signToken('desk', 'staff');
  using watch = started.use(await watchSent(server.url, token));
  const book = started.use(await createBooker(server.url, token));

  const idle = await idleOf([server.process, notifier.process], QUIET_MS * how.share);

  const warm = await book(Math.round(800 * how.share));
  await until('the first are sent', () => [...warm.keys()].every((id) => watch.sentAt.has(id)));
  const booked = await book(Math.round(600 * how.share));
  await until('all are sent', () => [...booked.keys()].every((id) => watch.sentAt.has(id)));
  const took = [...booked]
    .map(([id, at]) => (watch.sentAt.get(id) ?? Number.NaN) - at)
    .sort((one, other) => one - other);
  const insertP50 = await insertMs(databaseUrl, Math.round(300 * how.share));

  return {
    p50: took[Math.floor(took.length * 0.5)] ?? Number.NaN,
    p99: took[Math.floor(took.length * 0.99)] ?? Number.NaN,
    insertP50,
    idleShare: Math.max(...idle.map(({ share }) => share)),
    serverRss: idle[0]?.rss ?? Number.NaN,
    notifierRss: idle[1]?.rss ?? Number.NaN,
    serverRssAfter: (await server.process.collect()).rss,
    notifierRssAfter: (await notifier.process.collect()).rss,
    startMs,
  };
}

/** What processes take while nothing happens: their share of a core, and their memory. */
async function idleOf(processes: readonly ProbedProcess[], forMs: number) {
  await pause(SETTLED_MS);
  const before = await Promise.all(processes.map((one) => one.usage()));
  await pause(forMs);
  const after = await Promise.all(processes.map((one) => one.usage()));
  return after.map(({ cpuMicros, rss }, index) => ({
    share: (cpuMicros - (before[index]?.cpuMicros ?? 0)) / (forMs * 1_000),
    rss,
  }));
}

/** Books so many, evenly over time; resolves to the time at which each was requested. */
async function createBooker(serverUrl: string, token: string) {
  const url = new URL(`${serverUrl}/graphql`);
  const input = { ...appointmentBody.variables.input, phone: null, notify: { email: true, sms: false } };
  const request = requestOf(url, { ...appointmentBody, variables: { input } }, token);
  const all = await Promise.all(Array.from({ length: 32 }, () => openConnection(url)));
  const free: LoadConnection[] = [...all];
  const waiting: ((connection: LoadConnection) => void)[] = [];
  const take = (): Promise<LoadConnection> | LoadConnection =>
    free.pop() ?? new Promise<LoadConnection>((resolve) => waiting.push(resolve));
  const giveBack = (connection: LoadConnection) => {
    const next = waiting.shift();
    if (next === undefined) free.push(connection);
    else next(connection);
  };
  const book = async (count: number): Promise<ReadonlyMap<string, number>> => {
    const booked = new Map<string, number>();
    const startedAt = performance.now();
    const requests = Array.from({ length: count }, async (_, index) => {
      await pause(Math.max(0, startedAt + (index * 1_000) / PER_SECOND - performance.now()));
      const at = performance.now(); // waiting for a connection counts: who books waits
      const connection = await take();
      const answer = String(await connection.ask(request));
      giveBack(connection);
      const id = /"id":"([^"]+)"/.exec(answer)?.[1];
      if (id === undefined) throw new Error(`a booking was expected, got ${answer.slice(-500)}`);
      booked.set(id, at);
    });
    await Promise.all(requests);
    return booked;
  };
  return Object.assign(book, {
    [Symbol.dispose]() {
      for (const connection of all) connection[Symbol.dispose]();
    },
  });
}

/** The median of single inserts, each committed, at the same pace. */
async function insertMs(databaseUrl: string, count: number): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('create table one_insert (id uuid primary key, value text not null)');
  const took: number[] = [];
  for (let n = 0; n < count; n++) {
    const at = performance.now();
    await client.query('insert into one_insert values (gen_random_uuid(), $1)', ['x'.repeat(400)]);
    took.push(performance.now() - at);
    await pause(1_000 / PER_SECOND);
  }
  await client.end();
  return medianOf(took);
}
