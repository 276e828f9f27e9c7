/**
 * `erase.ts < plan [--yes]`: the notifier's part of `npm run erase`. The plan is what the server's part prints with `--plan`.
 * Without `--yes` it only tells what would be erased.
 */
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { checkEventLogVariables, eventLogConfigOf, eventLogVariables, rewriteRecords } from '@belltower/event-log';
import { EnvironmentError, readEnvironment } from '@belltower/support/settings';
import { z } from 'zod';
import { erasePerson } from '../ledger/erase-person.ts';
import { isUnreachable } from '../ledger/postgres-ledger.ts';
import { erasableTopics, needlesOf, withoutPerson } from './erase-records.ts';

const USAGE = `erase [--yes] < plan
(the plan is what the server's part prints: erase --user <id> --plan)`;

const ids = z.array(z.string());
const planSchema = z.object({
  user: z.string(),
  eventUserId: z.string(),
  appointments: ids,
  leave: ids,
  addresses: z.object({ email: ids, sms: ids }),
});

if (existsSync('.env')) process.loadEnvFile('.env');
try {
  await run();
} catch (error) {
  if (!(error instanceof EnvironmentError || isUnreachable(error))) throw error;
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const asked = await askedFor();
  if (asked === null) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  const { plan, yes } = asked;
  const schema = z.object(eventLogVariables).superRefine(checkEventLogVariables, { when: () => true });
  const environment = readEnvironment(schema, process.env);
  const log = eventLogConfigOf(environment);
  const done = yes ? 'erased' : 'would be erased';

  const erased = await erasePerson(environment.DATABASE_URL, plan, !yes);
  for (const [what, count] of Object.entries(erased.rows)) console.log(`notifier  ${what}: ${count} ${done}`);

  if (log.kind === 'postgres') {
    const now = new Date();
    const rewritten = await rewriteRecords({
      url: log.url,
      topics: erasableTopics,
      containing: needlesOf(plan, erased),
      rewrite: (record) => withoutPerson(record, plan, erased, now),
      dryRun: !yes,
    });
    for (const topic of erasableTopics) console.log(`event log  ${topic}: ${rewritten.get(topic) ?? 0} ${done}`);
  } else {
    const days = Math.ceil(environment.TOPIC_RETENTION_MS / 86_400_000);
    console.log(
      `event log  Kafka's records cannot be changed: what they say of this person goes with the topics' retention ` +
        `(TOPIC_RETENTION_MS: ${days} days for new topics; 30 days for dead letters, see npm run dead-letters)`,
    );
  }
  for (const id of erased.left) console.log(`notifier  event ${id} is left: a message of it is still under way`);
  if (erased.left.size > 0) process.exitCode = 3;
}

async function askedFor(): Promise<{ readonly plan: z.output<typeof planSchema>; readonly yes: boolean } | null> {
  try {
    const { values } = parseArgs({ options: { yes: { type: 'boolean' } } });
    return { plan: planSchema.parse(JSON.parse(await text(process.stdin))), yes: values.yes ?? false };
  } catch {
    return null;
  }
}
