/**
 * `rebuild.ts`: the notifier's part of `npm run rebuild`. Publishes the statuses of every delivery in the ledger again; servers
 * that have them drop them.
 */
import { EventLogError, openEventLog } from '@belltower/event-log';
import { runCommand } from '@belltower/support/process';
import { republishStatuses } from '../ledger/republish-statuses.ts';
import { statusEventsOf } from '../report/status-events.ts';
import { readLogSettings } from './log-settings.ts';

await runCommand({
  usage: 'rebuild',
  parse: () => null,
  settings: readLogSettings,
  async run(_args, { databaseUrl, eventLog }) {
    await using log = openEventLog(eventLog);
    const deliveries = await republishStatuses({
      url: databaseUrl,
      append: (records) => log.append(records),
      eventsOf: (entry) => statusEventsOf(entry, entry.reports),
      onPage: (done) => console.log(`the statuses of ${done} deliveries are published again`),
    });
    console.log(`done: ${deliveries} deliveries, which running servers project now`);
    return 0;
  },
  isExpected: (error) => error instanceof EventLogError,
});
