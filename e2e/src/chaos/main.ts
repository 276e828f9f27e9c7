/**
 * The long runs, each with its table. Every command ends with 1 when a promise was broken, and names where the evidence is.
 *
 *   npm run chaos -- --bookings 2000 --kills 200 --log kafka --seed 7   everything is killed at random
 *   npm run chaos:outage -- --part smtp --away 600 --rate 50            one part is away while bookings go on
 *   npm run chaos:rolling -- --rate 50                                  everything is restarted, one after the other
 *   npm run chaos:feed -- --clients 240 --seconds 180 --log kafka       clients of the live feed are cut
 */
import { randomInt } from 'node:crypto';
import { startKafka } from '@belltower/dev/kafka';
import { startPostgres } from '@belltower/dev/postgres';
import { runJitter, wrongedIn } from '../feed/jitter.ts';
import { jitterTable } from '../feed/jitter-table.ts';
import { createProgress, endWith, logOf, readFlags, stop, stopFor } from './command-line.ts';
import { runLedger } from './ledger-run.ts';
import { outageRowsOf, outageTargets, runOutage } from './outage-run.ts';
import { rollingRowsOf, runRolling } from './rolling-run.ts';
import { rowsOf } from './table.ts';

/** The name of the flag that says how many appointments are booked. */
const BOOKINGS = 'bookings';
const onProgress = createProgress();
/** As many of each service, and as long as it may take until nothing is left to do. */
const both = (instances: number) => ({ servers: instances, notifiers: instances, settleMs: 600_000, onProgress });
const commands: Readonly<Record<string, () => Promise<void>>> = { kills, outage, rolling, feed };
const [, , name = ''] = process.argv;
await (commands[name] ?? (() => stop(`one of ${Object.keys(commands).join(', ')} was expected, got ${name}`)))();

async function kills(): Promise<void> {
  const {
    [BOOKINGS]: appointments,
    rate,
    instances,
    ...flags
  } = readFlags({
    [BOOKINGS]: 2_000,
    kills: 200,
    log: 'kafka',
    seed: randomInt(2 ** 31),
    rate: null, // bookings a second; by default they last as long as the kills
    everyMs: 3_000,
    keep: false,
    brokers: 1, // or three: then each record is on two of them before it counts
    instances: 2,
    timeScale: 0.1,
    eventful: 0.5, // the part of the bookings that are changed afterwards, or reminded of, each
  });
  const log = logOf(flags.log);
  console.log(`seed ${flags.seed}: ${appointments} bookings, ${flags.kills} kills, the event log in ${log}`);
  const perSecond = rate ?? Math.max(1, (appointments * 1_000) / (flags.kills * flags.everyMs * 1.3));
  const run = await runLedger({ ...flags, ...both(instances), log, appointments, perSecond }).catch(stopFor);
  endWith(run, rowsOf(run));
}

async function outage(): Promise<void> {
  const { part, before, away, after, ...flags } = readFlags({
    part: 'smtp',
    log: 'kafka',
    seed: randomInt(2 ** 31),
    rate: 10, // bookings a second
    before: 30, // seconds with bookings before, while the part is away, and after
    away: 60,
    after: 15,
    keep: false,
    timeScale: 0.1,
  });
  const target = outageTargets.find((one) => one === part);
  if (target === undefined) stop(`--part: one of ${outageTargets.join(', ')} was expected, got ${part}`);
  const times = { beforeMs: before * 1_000, awayMs: away * 1_000, afterMs: after * 1_000, settleMs: 900_000 };
  const own = { target, log: logOf(flags.log), perSecond: flags.rate };
  const run = await runOutage({ ...flags, ...own, ...times, onProgress }).catch(stopFor);
  endWith(run, outageRowsOf(run));
}

async function rolling(): Promise<void> {
  const {
    rate: perSecond,
    instances,
    calm,
    ...flags
  } = readFlags({
    log: 'kafka',
    seed: randomInt(2 ** 31),
    rate: 50, // bookings a second
    brokers: 3,
    instances: 2,
    calm: 10, // seconds with bookings before the first restart, and after the last
    keep: false,
  });
  // a send that is cut short by its deadline would be in doubt: so times are not scaled
  const own = { log: logOf(flags.log), perSecond, calmMs: calm * 1_000, mostMs: 900_000, timeScale: 1 };
  const run = await runRolling({ ...flags, ...both(instances), ...own }).catch(stopFor);
  endWith(run, rollingRowsOf(run));
  const unanswered = run.observed.appointments.filter(({ outcome }) => outcome.kind === 'unanswered').length;
  if (unanswered > 0) stop(`${unanswered} bookings had no answer`);
}

async function feed(): Promise<void> {
  const defaults = {
    clients: 240,
    seconds: 180,
    rate: 20, // events a second
    cutEvery: 15, // each client is cut about so often, and away for about so long, in seconds
    offline: 2,
    kills: 4,
    log: 'postgres',
    seed: randomInt(2 ** 31),
  };
  const { seconds, rate, cutEvery, offline, ...flags } = readFlags(defaults, 0);
  await using postgres = await startPostgres();
  await using kafka = logOf(flags.log) === 'kafka' ? await startKafka() : null;
  const times = { runMs: seconds * 1_000, cutEveryMs: cutEvery * 1_000, offlineMs: offline * 1_000, downMs: 8_000 };
  const log = { databaseUrl: postgres.url, brokers: kafka?.brokers };
  const report = await runJitter({ ...flags, ...times, ...log, eventsPerSecond: rate, settleMs: 300_000, onProgress });
  console.log(`\n${jitterTable(report)}`);
  const wronged = wrongedIn(report);
  for (const result of wronged.slice(0, 20)) console.error(JSON.stringify(result));
  if (wronged.length > 0) process.exitCode = 1;
}
