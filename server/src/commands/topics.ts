/** `npm run topics`: creates the topics that are missing, and reports how existing ones differ from their settings. */
import { EventLogError, openEventLog } from '@belltower/event-log';
import { runCommand } from '@belltower/support/process';
import { readTopicsConfig } from '../config.ts';

await runCommand({
  usage: 'topics',
  parse: () => null,
  settings: readTopicsConfig,
  async run(_none, { eventLog, topics }) {
    await using log = openEventLog(eventLog);
    const mismatches = await log.createTopics(topics);
    for (const { topic } of topics) console.log(`${topic}: exists`);
    for (const { topic, setting, wanted, found } of mismatches) {
      console.warn(`${topic}: ${setting} is ${found}, and not ${wanted}; existing topics stay as they are`);
    }
    return 0;
  },
  isExpected: (error) => error instanceof EventLogError,
});
