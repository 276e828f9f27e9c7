/** From a booking with one mail to SENT: how long it takes, what it costs all processes, and how many a second there are. */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Bench, How } from '../bench.ts';
import { atLeast, atMost, compare, type Line, line, medianOf, shortMedian } from '../line.ts';
import { mailBody } from '../parts/appointment-body.ts';
import type { Load } from '../parts/load.ts';
import { openScene } from '../parts/scene.ts';
import type { Cost } from '../parts/serve.ts';
import { type Used, type UsedParts, usedIn } from '../parts/used.ts';
import { inRounds } from '../rounds.ts';
import { startOurs, startTextbook, type Whole } from './whole.ts';

/** At 100 and at 500 bookings a second, and as many as go; log in PostgreSQL, log in Kafka, and the textbook. */
export const flow: Bench = { name: 'flow', run };

const OURS = ['log in PostgreSQL', 'log in Kafka'] as const;
const TEXTBOOK = 'textbook that does the same work';
const PACES = [100, 500] as const;

/** What one run of a whole found; times in milliseconds. */
interface Found {
  readonly costs: Readonly<Record<(typeof PACES)[number], Used>>;
  readonly p50: number;
  readonly p99: number;
  /** One insert, by itself, in the same run. */
  readonly insertP50: number;
  /** Confirmations a second, when bookings come as fast as they are answered. */
  readonly confirmations: number;
  /** Resident bytes then. */
  readonly serverRss: number;
  readonly notifierRss: number;
}

async function run(how: How): Promise<readonly Line[]> {
  await using scene = await openScene();
  const smtpUrl = await scene.mailSink();
  const kafka = await scene.broker(how.say);
  const load = await scene.load();
  const nodemailer = await scene.peer('nodemailer', 'peers/nodemailer', { SMTP_URL: smtpUrl });
  await nodemailer.call('mails', 500); // warms up
  let databases = 0;
  const alone: Cost[] = [];
  const once = async (name: (typeof OURS)[number] | typeof TEXTBOOK): Promise<Found> => {
    if (name === OURS[0]) alone.push(await nodemailer.call('mails', Math.round(3_000 * how.share)));
    const databaseUrl = await scene.database(`flow_${++databases}`);
    const brokers = name === OURS[0] ? null : kafka.brokers.join();
    const start = name === TEXTBOOK ? startTextbook : startOurs;
    await using whole = await start({ databaseUrl, brokers, smtpUrl });
    return await measureWhole({ postgres: scene.postgres, kafka }, load, whole, databaseUrl, how);
  };
  const found = await inRounds([...OURS, TEXTBOOK], once, how);
  const textbook = found[TEXTBOOK];
  return [
    ...OURS.flatMap((log) => linesOf(log, found[log], textbook)),
    ...confirmationLines(found[OURS[0]], alone, textbook),
  ];
}

async function measureWhole(
  below: Pick<UsedParts, 'postgres' | 'kafka'>,
  load: Load,
  whole: Whole,
  databaseUrl: string,
  how: How,
): Promise<Found> {
  const { server, notifier, token } = whole;
  const steadily = (perSecond: number, seconds: number) =>
    whole.bookSteadily({ count: Math.round(perSecond * seconds * how.share), perSecond });
  const costOf = (perSecond: number, seconds: number) =>
    usedIn({ ...below, server: [server], notifier: [notifier] }, () => steadily(perSecond, seconds));
  await steadily(200, 3); // warms up
  const [slow, quick] = [await costOf(100, 5), await costOf(500, 3)];
  const { p50, p99 } = slow.done;
  const insertP50 = Number.isNaN(p50) ? p50 : await insertMs(databaseUrl, Math.round(200 * how.share));

  const startedAt = performance.now();
  const count = Math.round(2_000 * how.share);
  const order = { url: `${server.url}/graphql`, token, body: mailBody, connections: 16, for: { requests: count } };
  await whole.confirm(async () => (await load.run(order)).requests);
  return {
    costs: { 100: slow.used, 500: quick.used },
    p50,
    p99,
    insertP50,
    confirmations: (count * 1_000) / (performance.now() - startedAt),
    serverRss: (await server.usage()).rss,
    notifierRss: (await notifier.usage()).rss,
  };
}

function linesOf(log: (typeof OURS)[number], found: readonly Found[], textbook: readonly Found[]): Line[] {
  const at = (what: string) => `${log}: ${what}`;
  const all = (one: Found, pace: (typeof PACES)[number]) => {
    const { server, notifier, postgres } = one.costs[pace];
    return server + notifier + postgres;
  };
  const costCell = (pace: (typeof PACES)[number]) => (some: readonly Found[]) => {
    const ms = (read: (costs: Used) => number) => shortMedian(some, (one) => read(one.costs[pace]) / 1_000);
    return `${shortMedian(some, (one) => all(one, pace) / 1_000)} ms: server ${ms((one) => one.server)}, notifier ${ms((one) => one.notifier)}, PostgreSQL ${ms((one) => one.postgres)}; Kafka's broker ${ms((one) => one.broker)}; WAL ${shortMedian(some, (one) => one.costs[pace].walBytes)} bytes`;
  };
  const megabytes = (what: string, read: (one: Found) => number) =>
    line(at(what), found, (one) => read(one) / 1e6, 'MB', atMost(350));
  return [
    ...PACES.map((pace) =>
      compare(at(`CPU of a booking with one mail at ${pace}/s, server and notifier and PostgreSQL ÷ the ${TEXTBOOK}`), {
        ours: found,
        beside: textbook,
        read: (one) => all(one, pace),
        cell: costCell(pace),
        bar: pace === 100 ? atMost(1) : null,
        note: pace === 100 ? SAME : undefined,
      }),
    ),
    {
      ...compare(at('booking → SENT on a subscription, 100/s: p50 ÷ one insert'), {
        ours: found,
        beside: found,
        read: () => 1,
        cell: (some) => `${shortMedian(some, ({ p50 }) => p50)} ms`,
        bar: atMost(12),
      }),
      ratios: found.map(({ p50, insertP50 }) => p50 / insertP50),
      beside: `${shortMedian(found, ({ insertP50 }) => insertP50)} ms`,
    },
    {
      ...line(at('the same: p99 ÷ p50'), found, ({ p50, p99 }) => p99 / p50, '', atMost(6)),
      ours: `${shortMedian(found, ({ p99 }) => p99)} ms`,
      beside: `${shortMedian(found, ({ p50 }) => p50)} ms`,
    },
    megabytes('memory (RSS) of the server under full load', ({ serverRss }) => serverRss),
    megabytes('memory (RSS) of the notifier under full load', ({ notifierRss }) => notifierRss),
  ];
}

function confirmationLines(found: readonly Found[], alone: readonly Cost[], textbook: readonly Found[]): Line[] {
  const rate = ({ confirmations }: Found) => confirmations;
  const cell = (some: readonly Found[]) => `${shortMedian(some, rate)}/s`;
  const read = rate;
  return [
    {
      what: 'log in PostgreSQL: confirmations a second, booked → SENT ÷ nodemailer alone to the same sink',
      ratios: found.map(({ confirmations }, round) => confirmations / (alone[round]?.rate ?? Number.NaN)),
      bar: atLeast(0.45),
      ours: cell(found),
      beside: `${shortMedian(alone, (one) => one.rate)}/s, ${shortMedian(alone, (one) => one.cpuMicros)} µs CPU`,
      note: 'booked by 16 connections as fast as they are answered, on the same two cores; until the last SENT is seen',
    },
    compare(`the same ÷ the ${TEXTBOOK}`, { ours: found, beside: textbook, read, cell }),
  ];
}

const SAME =
  'the textbook: the same checks, columns and rows, by MikroORM; a relay to Kafka that is woken by each booking; eachMessage with a claim, nodemailer on a pool, and the outcome in a ledger row; it reports no status back and has no subscription. The same mail. The CPU of Kafka’s broker is shown and in no ratio; the log in PostgreSQL is in PostgreSQL’s';

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
    await pause(10);
  }
  await client.end();
  return medianOf(took);
}
