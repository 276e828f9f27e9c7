/** A scheduler in a process of its own, to be killed: `scheduler-process.ts <database's URL> <batch>`. */
import { startScheduler } from '../src/reminders/scheduler.ts';
import { eventsOf } from './reminders.ts';
import { openTestDatabase, silent } from './with-database.ts';

const [url = '', batch] = process.argv.slice(2);
startScheduler({
  db: openTestDatabase(url),
  log: silent,
  leads: () => true,
  eventsOf,
  batch: Number(batch),
  pollMs: 50,
});
process.once('disconnect', () => process.exit());
