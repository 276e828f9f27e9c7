/**
 * `erase.ts --user <id>`: the server's part of `npm run erase`, which calls it with `--plan` first, then the notifier's part,
 * then this with `--yes`: the plan can be made only as long as the server still knows what is whose.
 */
import { parseArgs } from 'node:util';
import { runCommand } from '@belltower/support/process';
import { eraseUser, planErasure } from '../appointments/erase-user.ts';
import { readDatabaseUrl, withTables } from './with-tables.ts';

await runCommand({
  usage: `erase --user <id> [--plan | --yes]
(the subject of the person's tokens; without --yes it only lists what would be erased; --plan prints what the notifier's
part reads)`,
  parse(args) {
    const options = { user: { type: 'string' }, plan: { type: 'boolean' }, yes: { type: 'boolean' } } as const;
    const { user = '', plan = false, yes = false } = parseArgs({ args: [...args], options }).values;
    if (user === '' || (plan && yes)) throw new Error('a user is needed, and at most one of --plan and --yes');
    return { user, planOnly: plan, yes };
  },
  settings: readDatabaseUrl,
  run: ({ user, planOnly, yes }, url) =>
    withTables({ url, command: 'erase', statementTimeoutMs: 300_000 }, async (orm) => {
      const em = orm.em.fork();
      const plan = await planErasure(em, user);
      if (planOnly) {
        console.log(JSON.stringify(plan));
        return 0;
      }
      const rows = await eraseUser(em, plan, !yes);
      for (const [table, count] of Object.entries(rows)) {
        console.log(`server  ${table}: ${count} ${yes ? 'erased' : 'would be erased'}`);
      }
      for (const id of plan.leave) console.log(`server  appointment ${id} is left: a message of it is still under way`);
      return plan.leave.length > 0 ? 3 : 0;
    }),
});
