/**
 * `npm run chaos:feed -- --clients 240 --seconds 180 --log kafka --seed 7`: the jitter run, long, on parts of its own. Prints
 * its table; ends with 1 when a client missed a change, or got one twice, out of order, or by mistake.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { startKafka } from '@belltower/dev/kafka';
import { startPostgres } from '@belltower/dev/postgres';
import { createProgress, logOf } from '../chaos/command-line.ts';
import { runJitter, wrongedIn } from './jitter.ts';
import { jitterTable } from './jitter-table.ts';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '240' },
    seconds: { type: 'string', default: '180' },
    /** Events a second. */
    rate: { type: 'string', default: '20' },
    /** Each client is cut about so often, and away for about so long, in seconds. */
    'cut-every': { type: 'string', default: '15' },
    offline: { type: 'string', default: '2' },
    kills: { type: 'string', default: '4' },
    log: { type: 'string', default: 'postgres' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
  },
});

function numberOf(name: keyof typeof values): number {
  const number = Number(values[name]);
  if (number >= 0) return number;
  console.error(`--${name}: a number was expected, got ${values[name]}`);
  process.exit(1);
}

const onProgress = createProgress();
const log = logOf(values.log);
await using postgres = await startPostgres();
await using kafka = log === 'kafka' ? await startKafka() : null;
const report = await runJitter({
  databaseUrl: postgres.url,
  brokers: kafka?.brokers,
  seed: numberOf('seed'),
  clients: numberOf('clients'),
  runMs: numberOf('seconds') * 1_000,
  eventsPerSecond: numberOf('rate'),
  cutEveryMs: numberOf('cut-every') * 1_000,
  offlineMs: numberOf('offline') * 1_000,
  kills: numberOf('kills'),
  downMs: 8_000,
  settleMs: 300_000,
  onProgress,
});
console.log(`\n${jitterTable(report)}`);
const wronged = wrongedIn(report);
for (const result of wronged.slice(0, 20)) console.error(JSON.stringify(result));
if (wronged.length > 0) process.exitCode = 1;
