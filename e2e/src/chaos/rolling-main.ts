/**
 * `npm run chaos:rolling -- --rate 50`: every server, notifier and broker is restarted, one after the other, while bookings
 * go on. Ends with 1 when a promise was broken or a caller was left without an answer, and tells where the evidence lies.
 */
import { parseArgs } from 'node:util';
import { createProgress, endWith, logOf, numberOf, seedOf, stop, stopFor } from './command-line.ts';
import { rollingRowsOf, runRolling } from './rolling-run.ts';

const { values } = parseArgs({
  options: {
    log: { type: 'string', default: 'kafka' },
    seed: { type: 'string' },
    /** Bookings a second. */
    rate: { type: 'string', default: '50' },
    brokers: { type: 'string', default: '3' },
    instances: { type: 'string', default: '2' },
    /** Seconds with bookings before the first restart, and after the last. */
    calm: { type: 'string', default: '10' },
    keep: { type: 'boolean', default: false },
  },
});

const run = await runRolling({
  log: logOf(values.log),
  seed: seedOf(values.seed),
  perSecond: numberOf('rate', values.rate),
  brokers: numberOf('brokers', values.brokers),
  servers: numberOf('instances', values.instances),
  notifiers: numberOf('instances', values.instances),
  calmMs: numberOf('calm', values.calm) * 1_000,
  mostMs: 900_000,
  settleMs: 600_000,
  keep: values.keep,
  timeScale: 1, // a hand-over that is cut short by its deadline would be in doubt
  onProgress: createProgress(),
}).catch(stopFor);

endWith(run, rollingRowsOf(run));
const unanswered = run.observed.bookings.filter(({ outcome }) => outcome.kind === 'unanswered').length;
if (unanswered > 0) stop(`${unanswered} bookings had no answer`);
