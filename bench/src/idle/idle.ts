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
import { startOurs, type Whole } from '../flow/whole.ts';
import { atMost, type Line, line } from '../line.ts';
import { openScene } from '../parts/scene.ts';

/** On either log; and statements and commits, on the one in PostgreSQL. */
export const idle: Bench = { name: 'idle', run };

/** Then what starting leaves to be compiled and collected is done. */
const SETTLED_MS = 60_000;
const WINDOW_MS = 5_000;
const BOOKINGS = 5;

async function run(how: How): Promise<readonly Line[]> {
  await using scene = await openScene(COUNTING_SETTINGS);
  const { postgres } = scene;
  const { brokers } = await scene.broker(how.say);
  const smtpUrl = await scene.mailSink();
  const start = async (brokers: string | null, on: Postgres) =>
    scene.use(startOurs({ databaseUrl: await scene.database('ours', on), brokers, smtpUrl }));
  const onPostgres = await start(null, postgres);
  const onKafka = await start(brokers.join(), await scene.startDurable());
  const statistics = await countStatements(postgres.urlOf('ours'));
  await pause(SETTLED_MS * how.share);

  const logs = { 'log in PostgreSQL': onPostgres, 'log in Kafka': onKafka };
  const processes = Object.entries(logs).flatMap(([log, { server, notifier }]) => [
    { name: `server, ${log}`, process: server },
    { name: `notifier, ${log}`, process: notifier },
  ]);
  const usage = () => Promise.all(processes.map(({ process }) => process.usage()));
  const settled = await statistics.read();
  const watchWindow = async () => {
    const [before, counted] = [await usage(), await statistics.read()];
    await pause(WINDOW_MS);
    const [after, work] = [await usage(), workBetween(counted, await statistics.read())];
    const used = after.map(({ cpuMicros, rss }, index) => {
      return { percent: ((cpuMicros - (before[index]?.cpuMicros ?? Number.NaN)) / (work.ms * 1_000)) * 100, rss };
    });
    return { work, used };
  };
  const quiet: Awaited<ReturnType<typeof watchWindow>>[] = [];
  for (let round = 0; round < how.rounds; round++) quiet.push(await watchWindow());

  const idleWork = workBetween(settled, await statistics.read());
  await confirmOne(onPostgres); // what the first one alone prepares
  const alone: ReturnType<typeof workPerOperation>[] = [];
  for (let round = 0; round < how.rounds + 2; round++) {
    const before = await statistics.read();
    for (let n = 0; n < BOOKINGS; n++) await confirmOne(onPostgres);
    alone.push(workPerOperation(workBetween(before, await statistics.read()), idleWork, BOOKINGS));
  }
  const least = alone.toSorted((one, other) => callsOf(one) - callsOf(other))[0];
  const later = (what: string) => `a minute after the start: ${what}`;
  const perSecond = ({ work }: (typeof quiet)[number]) => (callsOf(work) * 1_000) / work.ms;
  const one = 'one booking with one mail, alone, log in PostgreSQL';
  return [
    ...processes.flatMap(({ name }, index) => [
      line(later(`${name}: CPU`), quiet, ({ used }) => used[index]?.percent ?? Number.NaN, '% of a core', atMost(1)),
      line(
        later(`${name}: memory (RSS)`),
        quiet,
        ({ used }) => (used[index]?.rss ?? Number.NaN) / 1e6,
        'MB',
        atMost(160),
      ),
    ]),
    line('log in PostgreSQL: statements a second when idle', quiet, perSecond, 'a second', atMost(3)),
    { ...line(`${one}: statements`, alone, callsOf, 'statements', atMost(20)), details: least && tableOf(least) },
    line('the same: commits', alone, ({ commits }) => commits, 'commits', atMost(8)),
  ];
}

/** Books, and waits until its mail was reported and nothing of it is left to be done but what a timer does. */
async function confirmOne({ bookOne, sentAt }: Whole): Promise<void> {
  const id = await bookOne();
  await until('it is sent', () => sentAt.has(id));
  await pause(500);
}
