import { sequentialReads } from '@belltower/dev/statement-plans';
import { createTestDatabase } from '@belltower/dev/test-database';
import { preparedStatements } from '@belltower/support/postgres';
import { expect, it } from 'vitest';
import { openLedgerDatabase } from './database.ts';
import './statements.ts'; // makes every statement of the ledger

it('no prepared statement of the ledger reads a growing table from start to end, at any size', async () => {
  await using database = await createTestDatabase();
  const orm = await openLedgerDatabase(database.url);
  await orm.close(true);
  const statements = preparedStatements();
  expect(statements.length).toBeGreaterThan(3);
  const options = { schemas: ['notifier'], rows: [0, 1_000, 10_000, 200_000], fixed: ['owner'] };
  const found = await sequentialReads(database.url, statements, options);
  // of ten pages at most; planned again at the next analyze, or with the connection after half a minute
  expect(found.filter((line) => line !== '0 rows: notifier write reads delivery')).toEqual([]);
});
