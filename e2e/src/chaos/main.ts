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
const commands: Readonly<Record<string, () => Promise<void>>> = { kills, outage, rolling, feed };
const [, , name = ''] = process.argv;
await (commands[name] ?? (() => stop(`one of ${Object.keys(commands).join(', ')} was expected, got ${name}`)))();

async function kills(): Promise<void> {
  const { seed, ...flags } = readFlags({
    [BOOKINGS]: 2_000,
    kills: 200,
    log: 'kafka',
    seed: randomInt(2 ** 31),
    rate: null, // bookings a second; by default they last as long as the kills
    'every-ms': 3_000,
    keep: false,
    brokers: 1, // or three: then each record is on two of them before it counts
    instances: 2,
    'time-scale': 0.1,
  });
  const { [BOOKINGS]: appointments, kills, 'every-ms': everyMs, rate, brokers, instances } = flags;
  const log = logOf(flags.log);
  console.log(`seed ${seed}: ${appointments} bookings, ${kills} kills, the event log in ${log}`);
  const run = await runLedger({
    seed,
    log,
    appointments,
    kills,
    everyMs,
    perSecond: rate ?? Math.max(1, (appointments * 1_000) / (kills * everyMs * 1.3)),
    brokers,
    servers: instances,
    notifiers: instances,
    settleMs: 600_000,
    keep: flags.keep,
    timeScale: flags['time-scale'],
    onProgress,
  }).catch(stopFor);
  endWith(run, rowsOf(run));
}

async function outage(): Promise<void> {
  const flags = readFlags({
    part: 'smtp',
    log: 'kafka',
    seed: randomInt(2 ** 31),
    rate: 10, // bookings a second
    before: 30, // seconds with bookings before, while the part is away, and after
    away: 60,
    after: 15,
    keep: false,
    'time-scale': 0.1,
  });
  const target = outageTargets.find((one) => one === flags.part);
  if (target === undefined) stop(`--part: one of ${outageTargets.join(', ')} was expected, got ${flags.part}`);
  const run = await runOutage({
    target,
    log: logOf(flags.log),
    seed: flags.seed,
    perSecond: flags.rate,
    beforeMs: flags.before * 1_000,
    awayMs: flags.away * 1_000,
    afterMs: flags.after * 1_000,
    settleMs: 900_000,
    keep: flags.keep,
    timeScale: flags['time-scale'],
    onProgress,
  }).catch(stopFor);
  endWith(run, outageRowsOf(run));
}

async function rolling(): Promise<void> {
  const flags = readFlags({
    log: 'kafka',
    seed: randomInt(2 ** 31),
    rate: 50, // bookings a second
    brokers: 3,
    instances: 2,
    calm: 10, // seconds with bookings before the first restart, and after the last
    keep: false,
  });
  const run = await runRolling({
    log: logOf(flags.log),
    seed: flags.seed,
    perSecond: flags.rate,
    brokers: flags.brokers,
    servers: flags.instances,
    notifiers: flags.instances,
    calmMs: flags.calm * 1_000,
    mostMs: 900_000,
    settleMs: 600_000,
    keep: flags.keep,
    timeScale: 1, // a send that is cut short by its deadline would be in doubt
    onProgress,
  }).catch(stopFor);
  endWith(run, rollingRowsOf(run));
  const unanswered = run.observed.appointments.filter(({ outcome }) => outcome.kind === 'unanswered').length;
  if (unanswered > 0) stop(`${unanswered} bookings had no answer`);
}

async function feed(): Promise<void> {
  const flags = readFlags(
    {
      clients: 240,
      seconds: 180,
      rate: 20, // events a second
      'cut-every': 15, // each client is cut about so often, and away for about so long, in seconds
      offline: 2,
      kills: 4,
      log: 'postgres',
      seed: randomInt(2 ** 31),
    },
    0,
  );
  const log = logOf(flags.log);
  await using postgres = await startPostgres();
  await using kafka = log === 'kafka' ? await startKafka() : null;
  const report = await runJitter({
    databaseUrl: postgres.url,
    brokers: kafka?.brokers,
    seed: flags.seed,
    clients: flags.clients,
    runMs: flags.seconds * 1_000,
    eventsPerSecond: flags.rate,
    cutEveryMs: flags['cut-every'] * 1_000,
    offlineMs: flags.offline * 1_000,
    kills: flags.kills,
    downMs: 8_000,
    settleMs: 300_000,
    onProgress,
  });
  console.log(`\n${jitterTable(report)}`);
  const wronged = wrongedIn(report);
  for (const result of wronged.slice(0, 20)) console.error(JSON.stringify(result));
  if (wronged.length > 0) process.exitCode = 1;
}
