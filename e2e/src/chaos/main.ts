/**
 * `npm run chaos -- --bookings 2000 --kills 200 --log kafka --seed 7`: one long run, its table, and the same as markdown.
 * Ends with 1 when a promise was broken, and tells where the evidence lies.
 */
import { parseArgs } from 'node:util';
import { createProgress, endWith, logOf, numberOf, seedOf, stopFor } from './command-line.ts';
import { runLedger } from './ledger-run.ts';
import { rowsOf } from './table.ts';

const { values } = parseArgs({
  options: {
    bookings: { type: 'string', default: '2000' },
    kills: { type: 'string', default: '200' },
    log: { type: 'string', default: 'kafka' },
    seed: { type: 'string' },
    /** Bookings a second; by default they last as long as the kills. */
    rate: { type: 'string' },
    'every-ms': { type: 'string', default: '3000' },
    keep: { type: 'boolean', default: false },
    /** One, or three: then each record is on two of them before it counts. */
    brokers: { type: 'string', default: '1' },
    instances: { type: 'string', default: '2' },
    'time-scale': { type: 'string', default: '0.1' },
  },
});

const bookings = numberOf('bookings', values.bookings);
const kills = numberOf('kills', values.kills);
const everyMs = numberOf('every-ms', values['every-ms']);
const seed = seedOf(values.seed);
const log = logOf(values.log);

console.log(`seed ${seed}: ${bookings} bookings, ${kills} kills, the event log in ${log}`);
const run = await runLedger({
  seed,
  log,
  bookings,
  kills,
  everyMs,
  perSecond:
    values.rate === undefined
      ? Math.max(1, (bookings * 1_000) / (kills * everyMs * 1.3))
      : numberOf('rate', values.rate),
  brokers: numberOf('brokers', values.brokers),
  servers: numberOf('instances', values.instances),
  notifiers: numberOf('instances', values.instances),
  settleMs: 600_000,
  keep: values.keep,
  timeScale: numberOf('time-scale', values['time-scale']),
  onProgress: createProgress(),
}).catch(stopFor);

endWith(run, rowsOf(run));
