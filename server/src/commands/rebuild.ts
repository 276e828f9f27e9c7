/**
 * `rebuild.ts`: the server's part of `npm run rebuild`. Makes the deliveries of stored appointments that are missing; the
 * notifier's part then tells what became of them. A running server is needed, which publishes and projects.
 */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseUnavailable } from '@belltower/support/postgres';
import { EnvironmentError, readEnvironment } from '@belltower/support/settings';
import type { MikroORM } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { serverVariables } from '../config.ts';
import { createOrm } from '../db/orm.ts';
import { entities } from '../entities.ts';
import { rebuildDeliveries } from '../projection/rebuild.ts';

/** How long it waits for a running server to publish. */
const PUBLISHED_WITHIN_MS = 60_000;

if (existsSync('.env')) process.loadEnvFile('.env');
try {
  const schema = z.object({ DATABASE_URL: serverVariables.DATABASE_URL });
  const { DATABASE_URL: url } = readEnvironment(schema, process.env);
  const orm = createOrm({ url, entities, connections: 1, statementTimeoutMs: 60_000, name: 'belltower rebuild' });
  try {
    const made = await rebuildDeliveries({
      fork: () => orm.em.fork(),
      onPage: (seen, of) => console.log(`${seen} of ${of} appointments looked at`),
    });
    console.log(`${made} deliveries were missing and are made anew${made > 0 ? '; cursors expire' : ''}`);
    if (made > 0 && !(await isPublished(orm))) {
      console.error('no server publishes: start one, and run this again, so that histories begin with QUEUED');
      process.exitCode = 1;
    }
  } finally {
    await orm.close(true);
  }
} catch (error) {
  if (!(error instanceof EnvironmentError || isDatabaseUnavailable(error))) throw error;
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** Waits until what was in the outbox when it was asked is out. */
async function isPublished(orm: MikroORM): Promise<boolean> {
  const count = 'select count(*)::int as entries from server.outbox where id <= ?::bigint';
  const [newest] = await orm.em
    .fork()
    .execute<{ id: string }[]>('select coalesce(max(id), 0) as id from server.outbox');
  for (const until = Date.now() + PUBLISHED_WITHIN_MS; Date.now() < until; await sleep(100)) {
    const [left] = await orm.em.fork().execute<{ entries: number }[]>(count, [newest?.id ?? 0]);
    if (left?.entries === 0) return true;
  }
  return false;
}
