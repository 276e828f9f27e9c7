/**
 * `rebuild.ts`: the notifier's part of `npm run rebuild`. Tells again what the ledger knows of every delivery; servers that
 * know it already drop it.
 */
import { existsSync } from 'node:fs';
import {
  checkEventLogVariables,
  EventLogError,
  eventLogConfigOf,
  eventLogVariables,
  openEventLog,
} from '@belltower/event-log';
import { EnvironmentError, readEnvironment } from '@belltower/support/settings';
import { z } from 'zod';
import { isUnreachable } from '../ledger/postgres-ledger.ts';
import { tellAgain } from '../ledger/republish-statuses.ts';
import { statusEventsOf } from '../report/report.ts';

if (existsSync('.env')) process.loadEnvFile('.env');
try {
  const schema = z.object(eventLogVariables).superRefine(checkEventLogVariables, { when: () => true });
  const environment = readEnvironment(schema, process.env);
  await using log = openEventLog(eventLogConfigOf(environment));
  const told = await tellAgain({
    url: environment.DATABASE_URL,
    append: (records) => log.append(records),
    eventsOf: (entry) => statusEventsOf(entry, entry.reports),
    onPage: (deliveries) => console.log(`${deliveries} deliveries of the ledger are told again`),
  });
  console.log(`done: ${told} deliveries, which running servers project now`);
} catch (error) {
  if (!(error instanceof EnvironmentError || error instanceof EventLogError || isUnreachable(error))) throw error;
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
