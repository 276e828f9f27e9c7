/** `npm run migration -w server`: writes a migration from the committed snapshot to what the entities say now. Needs no database. */
import { writeMigration } from '@belltower/support/postgres';
import { schemaOptions } from '../db/orm.ts';
import { entities } from '../tables.ts';

await writeMigration({ ...schemaOptions, entities });
