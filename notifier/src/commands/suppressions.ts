/** `npm run suppressions -- list | remove <address>…`: the addresses that are remembered as dead, and how to forget one. */
import { existsSync } from 'node:fs';
import { EnvironmentError, readEnvironment } from '@belltower/support/settings';
import { z } from 'zod';
import { notifierVariables } from '../config.ts';
import { openSuppressions } from '../ledger/suppressions.ts';

const USAGE = 'suppressions list | remove <e-mail address or phone number>…';

if (existsSync('.env')) process.loadEnvFile('.env');
try {
  const schema = z.object({ DATABASE_URL: notifierVariables.DATABASE_URL });
  await using suppressions = await openSuppressions(readEnvironment(schema, process.env).DATABASE_URL);
  const [command, ...addresses] = process.argv.slice(2);
  if (command === 'list') {
    for (const { channel, address, expiresAt, reason } of await suppressions.list()) {
      console.log(`${channel}  ${address}  until ${expiresAt.toISOString()}  ${reason}`);
    }
  } else if (command === 'remove' && addresses.length > 0) {
    for (const address of addresses) {
      const removed = await suppressions.remove(address.includes('@') ? 'email' : 'sms', address);
      console.log(removed ? `${address} may be written to again` : `${address} was not remembered`);
    }
  } else {
    console.error(USAGE);
    process.exitCode = 2;
  }
} catch (error) {
  if (!(error instanceof EnvironmentError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
