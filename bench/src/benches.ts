import { appointments } from './appointments/appointments.ts';
import type { Bench } from './bench.ts';
import { feed } from './feed/feed.ts';
import { flow } from './flow/flow.ts';
import { herd } from './herd/herd.ts';
import { ledger } from './ledger/ledger.ts';
import { log } from './log/log.ts';
import { memory } from './memory/memory.ts';
import { notifier } from './notifier/notifier.ts';
import { reads } from './reads/reads.ts';

/** Every benchmark of a whole run, in the order of the table. */
export const benches: readonly Bench[] = [appointments, log, notifier, ledger, flow, feed, herd, reads];

/** Those that take too long for it: they run when they are named. */
export const longBenches: readonly Bench[] = [memory];
