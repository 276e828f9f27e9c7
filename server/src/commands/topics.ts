/** `npm run topics`: makes the topics that are missing, and tells how existing ones differ from what is wanted. */
import { existsSync } from 'node:fs';
import { EventLogError, openEventLog } from '@belltower/event-log';
import { EnvironmentError } from '@belltower/support/settings';
import { readTopicsConfig } from '../config.ts';

if (existsSync('.env')) process.loadEnvFile('.env');
try {
  const { eventLog, topics } = readTopicsConfig(process.env);
  await using log = openEventLog(eventLog);
  const mismatches = await log.createTopics(topics);
  for (const { topic } of topics) console.log(`${topic}: there`);
  for (const { topic, setting, wanted, found } of mismatches) {
    console.warn(`${topic}: ${setting} is ${found}, and not ${wanted}; existing topics stay as they are`);
  }
} catch (error) {
  if (!(error instanceof EnvironmentError || error instanceof EventLogError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
