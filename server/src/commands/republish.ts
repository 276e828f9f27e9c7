/**
 * `npm run republish -- --since <instant>`: emits the events of stored appointments again, for when the event log has lost
 * them. A running server publishes them; readers that have them already recognise them by their ids and do nothing.
 */
import { parseArgs } from 'node:util';
import { runCommand } from '@belltower/support/process';
import { readEnvironment } from '@belltower/support/settings';
import { z } from 'zod';
import { guestPages, guestSettingsOf, guestVariables } from '../auth/guest-links.ts';
import { createServerKeys } from '../auth/server-keys.ts';
import { serverVariables } from '../environment.ts';
import { republish } from '../reemission/republish.ts';
import { withTables } from './with-tables.ts';

const settings = z.object({
  DATABASE_URL: serverVariables.DATABASE_URL,
  REFERENCE_PREFIX: serverVariables.REFERENCE_PREFIX,
  ...guestVariables,
});

await runCommand({
  usage: `republish --since <instant>
(an RFC 3339 instant, such as 2026-02-13T17:00:00Z: the event of every booking and change at or after it is emitted again)`,
  parse(args) {
    const { since } = parseArgs({ args: [...args], options: { since: { type: 'string' } } }).values;
    return new Date(z.iso.datetime({ offset: true }).parse(since));
  },
  settings: (environment) => readEnvironment(settings, environment),
  run: (since, { DATABASE_URL: url, REFERENCE_PREFIX: referencePrefix, ...env }) =>
    withTables({ url, command: 'republish', statementTimeoutMs: 60_000 }, async (orm) => {
      const fork = () => orm.em.fork();
      const pagesOf = await guestPages(guestSettingsOf(env), createServerKeys({ fork }));
      let leftOut = 0;
      const events = await republish({
        fork,
        since,
        settings: { referencePrefix, pagesOf },
        onPage: (written, of) => console.log(`${written} of ${of} events are in the outbox`),
        onRefused({ event, error }) {
          leftOut += 1;
          console.error(`left out: event ${event.event_id}: ${error.message}`);
        },
      });
      console.log(`done: ${events} events, which the running server publishes now`);
      if (leftOut > 0) console.error(`${leftOut} events were left out: their contract refuses them now`);
      return leftOut > 0 ? 1 : 0;
    }),
});
