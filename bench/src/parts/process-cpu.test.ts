import { startPostgres } from '@belltower/dev/postgres';
import { createQuery } from '@belltower/dev/query';
import { expect, test } from 'vitest';
import { postgresCpuMicros } from './process-cpu.ts';

test('The CPU of a PostgreSQL grows by what its backends do, also once they have ended', async () => {
  await using postgres = await startPostgres();
  const before = postgresCpuMicros(postgres.port);
  await createQuery(postgres.url)('select count(md5(n::text)) from generate_series(1, 300000) n');
  const grown = postgresCpuMicros(postgres.port) - before;
  expect(grown > 0).toBe(process.platform === 'linux'); // elsewhere it is not known
});

test('Of a port that no PostgreSQL has, nothing is known', () => {
  expect(postgresCpuMicros(1)).toBeNaN();
});
