/** What our processes take a minute after their start, while nothing happens; and what one booking alone asks of PostgreSQL. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Postgres } from '@belltower/dev/postgres';
import {
  COUNTING_SETTINGS,
  callsOf,
  countStatements,
  tableOf,
  workBetween,
  workPerOperation,
} from '@belltower/dev/statement-statistics';
import { until } from '@belltower/dev/until';
import type { Bench, How } from '../bench.ts';
import { bookOne } from '../flow/book.ts';
import { startOurs, type Whole } from '../flow/whole.ts';
import { atMost, type Line, line } from '../line.ts';
import { startPeer } from '../parts/peer.ts';
import { createDatabase, startBroker, startDurablePostgres } from '../parts/scene.ts';

/** On either log; and statements and commits, on the one in PostgreSQL. */
export const idle: Bench = { name: 'idle', run };

/** Then what starting leaves to be compiled and collected is done. */
const SETTLED_MS = 60_000;
const WINDOW_MS = 5_000;
const BOOKINGS = 5;

async function run(how: How): Promise<readonly Line[]> {
  await using started = new AsyncDisposableStack();
  const postgres = started.use(await startDurablePostgres(COUNTING_SETTINGS));
  const { address } = started.use(await startBroker(how.say));
  const mail = started.use(await startPeer({ name: 'mail sink', entry: 'bench/src/parts/mail-sink-server.ts' }));
  const start = async (brokers: string | null, on: Postgres) =>
    started.use(await startOurs({ databaseUrl: await createDatabase(on, 'ours'), brokers, smtpUrl: mail.url }));
  const onPostgres = await start(null, postgres);
  const onKafka = await start(address, started.use(await startDurablePostgres()));
  const statistics = await countStatements(postgres.urlOf('ours'));
  await pause(SETTLED_MS * how.share);

  const quiet: {
    work: Awaited<ReturnType<typeof statistics.read>>;
    shares: Record<string, number>;
    rss: Record<string, number>;
  }[] = [];
  const processes = processesOf({ 'log in PostgreSQL': onPostgres, 'log in Kafka': onKafka });
  const settled = await statistics.read();
  for (let round = 0; round < how.rounds; round++) {
    const [before, counted] = [await usageOf(processes), await statistics.read()];
    await pause(WINDOW_MS);
    const [after, work] = [await usageOf(processes), workBetween(counted, await statistics.read())];
    const each = (read: (name: string) => number) => Object.fromEntries(processes.map(([name]) => [name, read(name)]));
    quiet.push({
      work,
      shares: each((name) => ((after[name]?.cpuMicros ?? 0) - (before[name]?.cpuMicros ?? 0)) / (work.ms * 1_000)),
      rss: each((name) => after[name]?.rss ?? Number.NaN),
    });
  }

  const idleWork = workBetween(settled, await statistics.read());
  await confirmOne(onPostgres); // what the first one alone prepares
  const alone: ReturnType<typeof workPerOperation>[] = [];
  for (let round = 0; round < how.rounds + 2; round++) {
    const before = await statistics.read();
    for (let n = 0; n < BOOKINGS; n++) await confirmOne(onPostgres);
    alone.push(workPerOperation(workBetween(before, await statistics.read()), idleWork, BOOKINGS));
  }
  const least = alone.toSorted((one, other) => callsOf(one) - callsOf(other))[0];
  return [
    ...processes.flatMap(([name]) => [
      line(
        `a minute after the start: ${name}: CPU`,
        quiet.map(({ shares }) => (shares[name] ?? Number.NaN) * 100),
        '% of a core',
        atMost(1),
      ),
      line(
        `a minute after the start: ${name}: memory (RSS)`,
        quiet.map(({ rss }) => (rss[name] ?? Number.NaN) / 1e6),
        'MB',
        atMost(160),
      ),
    ]),
    line(
      'log in PostgreSQL: statements a second when idle',
      quiet.map(({ work }) => (callsOf(work) * 1_000) / work.ms),
      'a second',
      atMost(3),
    ),
    {
      ...line(
        'one booking with one mail, alone, log in PostgreSQL: statements',
        alone.map(callsOf),
        'statements',
        atMost(20),
      ),
      details: least && tableOf(least),
    },
    line(
      'the same: commits',
      alone.map(({ commits }) => commits),
      'commits',
      atMost(8),
    ),
  ];
}

/** Books, and waits until its mail was reported and nothing of it is left to be done but what a timer does. */
async function confirmOne({ server, token, watch }: Whole): Promise<void> {
  const id = await bookOne(server.url, token);
  await until('it is sent', () => watch?.sentAt.has(id));
  await pause(500);
}

type Processes = readonly (readonly [name: string, process: Whole['server']])[];

function processesOf(wholes: Readonly<Record<string, Whole>>): Processes {
  return Object.entries(wholes).flatMap(([log, { server, notifier }]) => [
    [`server, ${log}`, server] as const,
    [`notifier, ${log}`, notifier] as const,
  ]);
}

async function usageOf(processes: Processes) {
  return Object.fromEntries(
    await Promise.all(processes.map(async ([name, process]) => [name, await process.usage()] as const)),
  );
}
