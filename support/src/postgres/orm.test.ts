import { createTestDatabase } from '@belltower/dev/test-database';
import { Migration } from '@mikro-orm/migrations';
import { defineEntity, p } from '@mikro-orm/postgresql';
import { describe, expect, it } from 'vitest';
import { migrateUnderLock } from './migrate.ts';
import { createOrm, type OrmOptions } from './orm.ts';

const Thing = defineEntity({ name: 'Thing', tableName: 'thing', properties: { id: p.integer().primary() } });

class MakesTable extends Migration {
  override name = 'MakesTable';
  override up(): void {
    this.addSql('create schema if not exists "example"');
    this.addSql('select pg_sleep(0.5)'); // long enough for others to come, and longer than a statement may take
    this.addSql('create table "example"."thing" (id int)');
  }
}

const optionsOf = (url: string): OrmOptions => ({
  url,
  name: 'orm-test',
  schema: 'example',
  entities: [Thing],
  migrations: { list: [MakesTable], folder: new URL('./', import.meta.url), table: 'migrations' },
  connections: 2,
  statementTimeoutMs: 5_000,
});

describe('the pool of the ORM', () => {
  it('has its connections back when the database died inside transactions', async () => {
    await using database = await createTestDatabase();
    const orm = createOrm(optionsOf(database.url));
    for (let death = 0; death < 3; death += 1) {
      const dying = [1, 2].map(() =>
        orm.em.fork().transactional(async (tx) => {
          await tx.execute('select 1');
          await tx.execute('select pg_terminate_backend(pg_backend_pid())');
        }),
      );
      for (const outcome of await Promise.allSettled(dying)) expect(outcome.status).toBe('rejected');
    }
    expect(await orm.em.fork().execute('select 1 as one')).toEqual([{ one: 1 }]);
    await orm.close(true);
  });
});

describe('migrations under a lock', () => {
  it('run once where many processes start at once, and take longer than statements may', async () => {
    await using database = await createTestDatabase();
    const options = { ...optionsOf(database.url), statementTimeoutMs: 100 };
    const afterwards = async (tx: { execute(sql: string): Promise<unknown> }) =>
      void (await tx.execute('insert into example.thing select 1 where not exists (select from example.thing)'));
    await Promise.all([1, 2, 3].map(() => migrateUnderLock(options, { key: '4711', afterwards })));
    expect(await database.query('select id from example.thing')).toEqual([{ id: 1 }]);
    expect(await database.query('select name from example.migrations')).toEqual([{ name: 'MakesTable' }]);
  });

  it('reject while the database cannot be reached', async () => {
    const options = optionsOf('postgres://nobody@127.0.0.1:1/none');
    await expect(migrateUnderLock(options, { key: '4711' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
