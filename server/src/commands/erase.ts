/**
 * `erase.ts --user <id>`: the server's part of `npm run erase`, which calls it with `--plan` first, then the notifier's part,
 * then this with `--yes`: the plan can be made only as long as the server still knows what is whose.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isDatabaseUnavailable } from '@belltower/support/postgres';
import { EnvironmentError, readEnvironment } from '@belltower/support/settings';
import { z } from 'zod';
import { eraseUser, planErasure } from '../appointments/erase-user.ts';
import { serverVariables } from '../config.ts';
import { createOrm } from '../db/orm.ts';
import { entities } from '../entities.ts';

const USAGE = `erase --user <id> [--plan | --yes]
(the subject of the person's tokens; without --yes it only tells what would be erased; --plan prints what the notifier's
part reads)`;

interface Asked {
  readonly user: string;
  readonly plan: boolean;
  readonly yes: boolean;
}

if (existsSync('.env')) process.loadEnvFile('.env');
const asked = askedIn(process.argv.slice(2));
if (asked === null) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  try {
    await run(asked);
  } catch (error) {
    if (!(error instanceof EnvironmentError || isDatabaseUnavailable(error))) throw error;
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

async function run({ user, plan: planOnly, yes }: Asked): Promise<void> {
  const schema = z.object({ DATABASE_URL: serverVariables.DATABASE_URL });
  const { DATABASE_URL: url } = readEnvironment(schema, process.env);
  const orm = createOrm({ url, entities, connections: 1, statementTimeoutMs: 300_000, name: 'belltower erase' });
  try {
    const em = orm.em.fork();
    const plan = await planErasure(em, user);
    if (planOnly) {
      console.log(JSON.stringify(plan));
      return;
    }
    const rows = await eraseUser(em, plan, !yes);
    for (const [table, count] of Object.entries(rows)) {
      console.log(`server  ${table}: ${count} ${yes ? 'erased' : 'would be erased'}`);
    }
    for (const id of plan.leave) console.log(`server  appointment ${id} is left: a message of it is still under way`);
    if (plan.leave.length > 0) process.exitCode = 3;
  } finally {
    await orm.close(true);
  }
}

function askedIn(args: readonly string[]): Asked | null {
  try {
    const options = { user: { type: 'string' }, plan: { type: 'boolean' }, yes: { type: 'boolean' } } as const;
    const { user = '', plan = false, yes = false } = parseArgs({ args: [...args], options }).values;
    return user === '' || (plan && yes) ? null : { user, plan, yes };
  } catch {
    return null;
  }
}
