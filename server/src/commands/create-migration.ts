/** `npm run migration -w server`: writes a migration from the committed snapshot to what the entities say now. Needs no database. */
import { createOrm } from '../db/orm.ts';
import { entities } from '../entities.ts';

const orm = createOrm({
  url: 'postgres://localhost/none',
  entities,
  connections: 1,
  statementTimeoutMs: 1_000,
  name: 'migration',
});
const { fileName } = await orm.migrator.create();
console.log(fileName === '' ? 'nothing has changed' : `wrote ${fileName}: now list it in src/db/migrations/index.ts`);
await orm.close(true);
