/**
 * `rebuild.ts`: the server's part of `npm run rebuild`. Creates the deliveries of stored appointments that are missing; the
 * notifier's part then reports their statuses, which running servers project.
 */
import { runCommand } from '@belltower/support/process';
import { rebuildDeliveries } from '../projection/rebuild.ts';
import { readDatabaseUrl, withTables } from './with-tables.ts';

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
      return 0;
    }),
});
