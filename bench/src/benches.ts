import type { Bench } from './bench.ts';
import { bookings } from './bookings/bookings.ts';

/** Every benchmark, in the order of the table. */
export const benches: readonly Bench[] = [bookings];
