import { createTestDatabase, type TestDatabase } from '@belltower/dev/test-database';
import { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStatement, runStatement } from './statement.ts';
import { tendPool } from './tend-pool.ts';

let database: TestDatabase;
let orm: MikroORM;
beforeAll(async () => {
  database = await createTestDatabase();
  orm = new MikroORM({
    clientUrl: database.url,
    entities: [],
    discovery: { warnWhenNoEntities: false },
    pool: { min: 0, max: 1 },
    driverOptions: { onPoolCreated: tendPool({ longestUseMs: null }) },
  });
});
afterAll(async () => {
  await orm.close(true);
  await database[Symbol.asyncDispose]();
});

const SUM = 'select $1::int + $2::int as sum';
const ADD = createStatement('test add', SUM);
const prepared = () =>
  orm.em.fork().execute('select name, generic_plans + custom_plans as runs from pg_prepared_statements');

it('a statement is parsed once for a connection, inside and outside of transactions, and runs with its parameters', async () => {
  expect(await runStatement(orm.em.fork(), ADD, [1, 2])).toEqual([{ sum: 3 }]);
  await orm.em.fork().transactional(async (tx) => {
    expect(await runStatement(tx, ADD, [20, '22'])).toEqual([{ sum: 42 }]);
  });
  expect(await prepared()).toEqual([{ name: 'test add', runs: '2' }]);
});

it('a statement rejects with what the database said, and can be run again', async () => {
  await expect(runStatement(orm.em.fork(), ADD, ['x', 2])).rejects.toMatchObject({ code: '22P02' });
  expect(await runStatement(orm.em.fork(), ADD, [1, 1])).toEqual([{ sum: 2 }]);
});

it('a statement is the only one of its name', () => {
  expect(createStatement('test add', SUM)).toEqual(ADD);
  expect(() => createStatement('test add', 'select 1')).toThrow('another statement named test add');
});
