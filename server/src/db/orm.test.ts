import { createTestDatabase } from '@belltower/dev/test-database';
import { expect, it } from 'vitest';
import { entities } from '../entities.ts';
import { createOrm } from './orm.ts';

it('has its connections back when the database died inside transactions', { timeout: 30_000 }, async () => {
  await using database = await createTestDatabase();
  const options = { url: database.url, entities, connections: 2, statementTimeoutMs: 5_000, name: 'orm-test' };
  const orm = createOrm(options);
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
