/**
 * The night: something breaks at random, and an operator finds out what, from what the pager says and the handbook.
 *
 *   npm run night -- --seed 7 --rounds 3 --log postgres   shows pages, and takes the operator's answers
 *   npm run night:faults -- --log kafka                   causes every fault, and prints what fires for each
 */
import { randomInt } from 'node:crypto';
import { startKafka } from '@belltower/dev/kafka';
import { startPostgres } from '@belltower/dev/postgres';
import { createProgress, logOf, readFlags, stop } from '../chaos/command-line.ts';
import { createRandom } from '../chaos/random.ts';
import { causeRound, firingNow } from './cause.ts';
import { runDrill } from './drill.ts';
import { faults } from './faults.ts';
import { createLogFiles } from './log-files.ts';
import { prometheusLacks } from './prometheus.ts';
import { startStage } from './stage.ts';

const [, , name = ''] = process.argv;
const flags = readFlags({ log: 'postgres', seed: randomInt(2 ** 31), rounds: 3, only: '' });
const log = logOf(flags.log);
if (prometheusLacks !== null) stop(prometheusLacks);
if (name !== 'drill' && name !== 'faults') stop(`drill or faults was expected, got ${name}`);
const possible = faults.filter((fault) => fault.log === undefined || fault.log === log);
const chosen = possible.filter((fault) => flags.only === '' || flags.only.split(',').includes(fault.name));

await using postgres = await startPostgres();
await using kafka = log === 'kafka' ? await startKafka() : null;
const files = createLogFiles();
console.log('starting two servers, a notifier and Prometheus ...');
await using stage = await startStage({
  databaseUrl: postgres.url,
  ...(kafka !== null && { kafka }),
  onOutput: files.append,
});

if (name === 'drill') {
  console.log(`seed ${flags.seed}, the event log in ${log}`);
  await runDrill(stage, {
    random: createRandom(flags.seed),
    faults: chosen,
    causes: possible,
    rounds: flags.rounds,
    logs: files.folder,
  });
} else {
  const progress = createProgress();
  for (const fault of chosen) {
    const before = new Set(await firingNow(stage));
    const fired = await causeRound(stage, [fault.name]).catch((error: Error) => new Set([error.message]));
    const own = [...fired].filter((alert) => fault.alerts.includes(alert) || !before.has(alert));
    progress(`${fault.name}: ${own.join(', ')}`);
  }
}
