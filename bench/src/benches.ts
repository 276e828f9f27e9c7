import type { Bench } from './bench.ts';
import { bookings } from './bookings/bookings.ts';
import { feed } from './feed/feed.ts';
import { flow } from './flow/flow.ts';
import { ledger } from './ledger/ledger.ts';
import { log } from './log/log.ts';
import { notifier } from './notifier/notifier.ts';
import { reads } from './reads/reads.ts';

/** Every benchmark, in the order of the table. */
export const benches: readonly Bench[] = [bookings, log, notifier, ledger, flow, feed, reads];
