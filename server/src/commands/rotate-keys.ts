/**
 * `npm run rotate-keys`: adds a key to those that cursors and guests' links are signed with; `-- --drop-old` adds none, and ends what
 * the older ones have signed. Running servers follow by themselves.
 */
import { parseArgs } from 'node:util';
import { runCommand } from '@belltower/support/process';
import { addServerKey, dropOldServerKeys, MOST_KEYS, SIGNS_AFTER_S } from '../auth/server-keys.ts';
import { readDatabaseUrl, withTables } from './with-tables.ts';

await runCommand({
  usage:
    'rotate-keys [--drop-old]\n(adds a key; with --drop-old: deletes all keys but the newest, and so ends the cursors and links that they signed)',
  parse: (args) => parseArgs({ args: [...args], options: { 'drop-old': { type: 'boolean', default: false } } }).values,
  settings: readDatabaseUrl,
  run: ({ 'drop-old': dropOld }, url) =>
    withTables({ url, command: 'rotate-keys', statementTimeoutMs: 10_000 }, async (orm) => {
      if (dropOld) {
        const dropped = await dropOldServerKeys(orm.em.fork(), 1);
        if (dropped.length === 0) console.log('there is one key only: nothing to drop (add another one first)');
        else console.log(`deleted, with what they signed: ${namesOf(dropped)}; within a minute on running servers`);
        return 0;
      }
      const added = await addServerKey(orm.em.fork());
      const dropped = await dropOldServerKeys(orm.em.fork(), MOST_KEYS);
      console.log(
        `key ${added} is added, and signs in ${SIGNS_AFTER_S / 60} minutes; what older keys signed stays good`,
      );
      if (dropped.length > 0) console.log(`deleted, as ${MOST_KEYS} are kept: ${namesOf(dropped)}`);
      return 0;
    }),
});

function namesOf(ids: readonly number[]): string {
  return `key ${ids.join(', key ')}`;
}
