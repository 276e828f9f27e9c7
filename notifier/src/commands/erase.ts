/**
 * `erase.ts < plan [--yes]`: the notifier's part of `npm run erase`. The plan is what the server's part prints with `--plan`.
 * Without `--yes` it only shows what would be erased.
 */
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { rewriteRecords } from '@belltower/event-log';
import { DEAD_LETTER_RETENTION_DAYS } from '@belltower/events';
import { runCommand } from '@belltower/support/process';
import { z } from 'zod';
import { erasePerson } from '../ledger/erase-person.ts';
import { erasableTopics, needlesOf, withoutPerson } from './erase-records.ts';
import { type LogSettings, readLogSettings } from './log-settings.ts';

const ids = z.array(z.string());
const planSchema = z.object({
  user: z.string(),
  eventUserId: z.string(),
  appointments: ids,
  leave: ids,
  addresses: z.object({ email: ids, sms: ids }),
});

interface Request {
  readonly plan: z.output<typeof planSchema>;
  readonly yes: boolean;
}

await runCommand({
  usage: `erase [--yes] < plan
(the plan is what the server's part prints: erase --user <id> --plan)`,
  async parse(args): Promise<Request> {
    const { values } = parseArgs({ args: [...args], options: { yes: { type: 'boolean' } } });
    return { plan: planSchema.parse(JSON.parse(await text(process.stdin))), yes: values.yes ?? false };
  },
  settings: readLogSettings,
  run: erase,
});

async function erase({ plan, yes }: Request, { databaseUrl, eventLog, topicRetentionMs }: LogSettings) {
  const done = yes ? 'erased' : 'would be erased';
  const erased = await erasePerson(databaseUrl, plan, !yes);
  for (const [what, count] of Object.entries(erased.rows)) console.log(`notifier  ${what}: ${count} ${done}`);

  if (eventLog.kind === 'postgres') {
    const now = new Date();
    const rewritten = await rewriteRecords({
      url: eventLog.url,
      topics: erasableTopics,
      containing: needlesOf(plan, erased),
      rewrite: (record) => withoutPerson(record, plan, erased, now),
      dryRun: !yes,
    });
    for (const topic of erasableTopics) console.log(`event log  ${topic}: ${rewritten.get(topic) ?? 0} ${done}`);
  } else {
    const days = Math.ceil(topicRetentionMs / 86_400_000);
    console.log(
      `event log  Kafka's records cannot be changed: what they say of this person goes with the topics' retention ` +
        `(TOPIC_RETENTION_MS: ${days} days for new topics; ${DEAD_LETTER_RETENTION_DAYS} days for dead letters, see npm run dead-letters)`,
    );
  }
  for (const id of erased.left) console.log(`notifier  event ${id} is left: a message of it is still in progress`);
  return erased.left.size > 0 ? 3 : 0;
}
