/**
 * `npm run chaos:outage -- --part smtp --away 600 --rate 50`: one part is away for so many seconds while bookings go on.
 * Ends with 1 when a promise was broken, and tells where the evidence lies.
 */
import { parseArgs } from 'node:util';
import { createProgress, endWith, logOf, numberOf, seedOf, stop, stopFor } from './command-line.ts';
import { outageRowsOf, outageTargets, runOutage } from './outage-run.ts';

const { values } = parseArgs({
  options: {
    part: { type: 'string', default: 'smtp' },
    log: { type: 'string', default: 'kafka' },
    seed: { type: 'string' },
    /** Bookings a second. */
    rate: { type: 'string', default: '10' },
    /** Seconds with bookings before, while the part is away, and after. */
    before: { type: 'string', default: '30' },
    away: { type: 'string', default: '60' },
    after: { type: 'string', default: '15' },
    keep: { type: 'boolean', default: false },
    'time-scale': { type: 'string', default: '0.1' },
  },
});

const target = outageTargets.find((one) => one === values.part);
if (target === undefined) stop(`--part: one of ${outageTargets.join(', ')} was expected, got ${values.part}`);
const log = logOf(values.log);

const run = await runOutage({
  target,
  log,
  seed: seedOf(values.seed),
  perSecond: numberOf('rate', values.rate),
  beforeMs: numberOf('before', values.before) * 1_000,
  awayMs: numberOf('away', values.away) * 1_000,
  afterMs: numberOf('after', values.after) * 1_000,
  settleMs: 900_000,
  keep: values.keep,
  timeScale: numberOf('time-scale', values['time-scale']),
  onProgress: createProgress(),
}).catch(stopFor);
endWith(run, outageRowsOf(run));
