/** `npm run suppressions -- list | remove <address>…`: the addresses that are remembered as dead, and how to forget one. */
import { runCommand } from '@belltower/support/process';
import { readEnvironment } from '@belltower/support/settings';
import { z } from 'zod';
import { notifierVariables } from '../config.ts';
import { openSuppressions } from '../ledger/suppressions.ts';

await runCommand({
  usage: 'suppressions list | remove <e-mail address or phone number>…',
  parse([command, ...addresses]) {
    if (command === 'list') return { command, addresses: [] } as const;
    if (command === 'remove' && addresses.length > 0) return { command, addresses } as const;
    throw new Error('a command is expected');
  },
  settings: (environment) =>
    readEnvironment(z.object({ DATABASE_URL: notifierVariables.DATABASE_URL }), environment).DATABASE_URL,
  async run({ command, addresses }, url) {
    await using suppressions = await openSuppressions(url);
    if (command === 'list') {
      for (const { channel, address, expiresAt, reason } of await suppressions.list()) {
        console.log(`${channel}  ${address}  until ${expiresAt.toISOString()}  ${reason}`);
      }
    }
    for (const address of addresses) {
      const removed = await suppressions.remove(address.includes('@') ? 'email' : 'sms', address);
      console.log(removed ? `${address} may be written to again` : `${address} was not remembered`);
    }
    return 0;
  },
});
