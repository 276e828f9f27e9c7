/**
 * `npm run republish -- --since <instant>`: emits the events of stored appointments again, for when the event log has lost
 * them. A running server publishes them; readers that have them already recognise them by their ids and do nothing.
 */
import { parseArgs } from 'node:util';
import { runCommand } from '@belltower/support/process';
import { z } from 'zod';
import { republish } from '../reemission/republish.ts';
import { readDatabaseUrl, withTables } from './with-tables.ts';

await runCommand({
  usage: `republish --since <instant>
(an RFC 3339 instant, such as 2026-02-13T17:00:00Z: the event of every appointment booked at or after it is emitted again)`,
  parse(args) {
    const { since } = parseArgs({ args: [...args], options: { since: { type: 'string' } } }).values;
    return new Date(z.iso.datetime({ offset: true }).parse(since));
  },
  settings: readDatabaseUrl,
  run: (since, url) =>
    withTables({ url, command: 'republish', statementTimeoutMs: 60_000 }, async (orm) => {
      let leftOut = 0;
      const events = await republish({
        fork: () => orm.em.fork(),
        since,
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
