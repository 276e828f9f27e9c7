/**
 * `rebuild.ts`: the server's part of `npm run rebuild`. Creates the deliveries of stored appointments that are missing; the
 * notifier's part then reports their statuses. It needs a running server, which publishes and projects.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from '@belltower/support/process';
import type { MikroORM } from '@mikro-orm/postgresql';
import { rebuildDeliveries } from '../projection/rebuild.ts';
import { readDatabaseUrl, withTables } from './with-tables.ts';

/** How long it waits for a running server to publish. */
const PUBLISHED_WITHIN_MS = 60_000;

await runCommand({
  usage: 'rebuild',
  parse: () => null,
  settings: readDatabaseUrl,
  run: (_none, url) =>
    withTables({ url, command: 'rebuild', statementTimeoutMs: 60_000 }, async (orm) => {
      const created = await rebuildDeliveries({
        fork: () => orm.em.fork(),
        onPage: (seen, of) => console.log(`${seen} of ${of} appointments checked`),
      });
      console.log(`${created} deliveries were missing and are created again${created > 0 ? '; cursors expire' : ''}`);
      if (created === 0 || (await isPublished(orm))) return 0;
      console.error('no server publishes: start one, and run this again, so that histories begin with QUEUED');
      return 1;
    }),
});

/** Waits until everything that is in the outbox now has been published. */
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
