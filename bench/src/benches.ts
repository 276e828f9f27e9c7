import { appointments } from './appointments/appointments.ts';
import type { Bench } from './bench.ts';
import { feed } from './feed/feed.ts';
import { flow } from './flow/flow.ts';
import { herd } from './herd/herd.ts';
import { idle } from './idle/idle.ts';
import { ledger } from './ledger/ledger.ts';
import { log } from './log/log.ts';
import { memory } from './memory/memory.ts';
import { notifier } from './notifier/notifier.ts';
import { reads } from './reads/reads.ts';
import { reminders } from './reminders/reminders.ts';
import { scaling } from './scaling/scaling.ts';
import { start } from './start/start.ts';

/** Every benchmark of a whole run, in the order of the table. */
export const benches: readonly Bench[] = [
  appointments,
  flow,
  idle,
  feed,
  notifier,
  ledger,
  log,
  reads,
  reminders,
  herd,
  start,
];

/** Those that take too long for it: they run when they are named. */
export const longBenches: readonly Bench[] = [memory, scaling];
