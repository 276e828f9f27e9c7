/** `npm run migration -w notifier`: writes a migration from the committed snapshot to what the tables say now. Needs no database. */
import { MikroORM } from '@mikro-orm/postgresql';
import { ledgerOptions } from './database.ts';

const orm = await MikroORM.init(ledgerOptions('postgres://localhost/none'));
const { fileName } = await orm.migrator.create();
console.log(
  fileName === '' ? 'nothing has changed' : `wrote ${fileName}: now list it in src/ledger/migrations/index.ts`,
);
await orm.close(true);
