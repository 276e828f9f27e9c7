/**
 * `npm run republish -- --since <instant>`: emits the events of stored appointments again, for when the event log has lost
 * them. A running server publishes them; whoever has them already knows them by their ids and does nothing.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isDatabaseUnavailable } from '@belltower/support/postgres';
import { EnvironmentError, readEnvironment } from '@belltower/support/settings';
import { z } from 'zod';
import { serverVariables } from '../config.ts';
import { createOrm } from '../db/orm.ts';
import { entities } from '../entities.ts';
import { republish } from '../reemission/republish.ts';

const USAGE = `republish --since <instant>
(an RFC 3339 instant, such as 2026-02-13T17:00:00Z: every appointment booked at or after it is told of again)`;

if (existsSync('.env')) process.loadEnvFile('.env');
const since = sinceOf(process.argv.slice(2));
if (since === null) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  try {
    await run(since);
  } catch (error) {
    if (!(error instanceof EnvironmentError || isDatabaseUnavailable(error))) throw error;
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

async function run(since: Date): Promise<void> {
  const schema = z.object({ DATABASE_URL: serverVariables.DATABASE_URL });
  const { DATABASE_URL: url } = readEnvironment(schema, process.env);
  const orm = createOrm({ url, entities, connections: 1, statementTimeoutMs: 60_000, name: 'belltower republish' });
  try {
    const fork = () => orm.em.fork();
    const events = await republish({
      fork,
      since,
      onPage: (written, of) => console.log(`${written} of ${of} events are in the outbox`),
    });
    console.log(`done: ${events} events, which the running server publishes now`);
  } finally {
    await orm.close(true);
  }
}

function sinceOf(args: readonly string[]): Date | null {
  try {
    const { values } = parseArgs({ args: [...args], options: { since: { type: 'string' } } });
    return new Date(z.iso.datetime({ offset: true }).parse(values.since));
  } catch {
    return null;
  }
}
