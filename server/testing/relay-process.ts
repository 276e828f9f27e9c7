/**
 * A relay in a process of its own, to be killed or stopped: `relay-process.ts <database's URL> <the log's
 * configuration as JSON; without it in the same database>`. It reports its state to its parent.
 */
import { type EventLogConfig, openEventLog } from '@belltower/event-log';
import { startRelay } from '../src/outbox/relay.ts';
import { silent } from './with-database.ts';

const [url = '', log] = process.argv.slice(2);
const config: EventLogConfig = log === undefined ? { kind: 'postgres', url } : JSON.parse(log);
const relay = startRelay({
  databaseUrl: url,
  statementTimeoutMs: 10_000,
  ready: Promise.resolve(),
  eventLog: openEventLog(config),
  log: silent,
  batch: 100,
});
let reported = '';
setInterval(() => {
  if (relay.state === reported) return;
  reported = relay.state;
  process.send?.(reported);
}, 10);
process.once('disconnect', () => process.exit());
