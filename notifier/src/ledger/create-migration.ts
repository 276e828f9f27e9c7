/** `npm run migration -w notifier`: writes a migration from the committed snapshot to what the tables say now. Needs no database. */
import { writeMigration } from '@belltower/support/postgres';
import { ledgerSchema } from './database.ts';

await writeMigration(ledgerSchema);
