/** A relay in a process of its own, to be killed. */
import { openEventLog } from '@belltower/event-log';
import { startRelay } from '../src/outbox/relay.ts';
import { silent } from './with-database.ts';

const [url = ''] = process.argv.slice(2);
const eventLog = openEventLog({ kind: 'postgres', url });
startRelay({ databaseUrl: url, statementTimeoutMs: 10_000, ready: Promise.resolve(), eventLog, log: silent });
process.once('disconnect', () => process.exit());
