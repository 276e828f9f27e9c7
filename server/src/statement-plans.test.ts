import { sequentialReads } from '@belltower/dev/statement-plans';
import { preparedStatements } from '@belltower/support/postgres';
import { expect, it } from 'vitest';
import { withDatabase } from '../testing/with-database.ts';
import './server.ts'; // makes every statement of the server

it(
  'no prepared statement of the server reads a growing table from start to end, at any size',
  { timeout: 180_000 },
  () =>
    withDatabase(async (_db, { url }) => {
      const statements = preparedStatements();
      expect(statements.length).toBeGreaterThan(10);
      const fixed = ['projection', 'feed_epoch', 'feed_generation', 'feed_key'];
      const rows = [1_500, 10_000, 50_000]; // a snapshot shows the 1,000 newest: up to there it reads all
      expect(await sequentialReads(url, statements, { schema: 'server', rows, fixed })).toEqual([]);
    }),
);
