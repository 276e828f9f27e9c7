/** GraphQL over HTTP, as others read the specification: the audits of the package `graphql-http`, on the real server. */
import { createTestDatabase } from '@belltower/dev/test-database';
import { serverAudits } from 'graphql-http';
import { expect, it } from 'vitest';
import { startFeedStage } from './stage.ts';

it('the endpoint passes every audit of GraphQL over HTTP, the optional ones too', async () => {
  await using database = await createTestDatabase();
  await using stage = await startFeedStage({ databaseUrl: database.url });
  const url = `${stage.servers[0].url}/graphql`;
  const results = await Promise.all(serverAudits({ url }).map((audit) => audit.fn()));
  const missed = results.flatMap((result) =>
    result.status === 'ok' ? [] : [`${result.id} ${result.name}: ${result.reason}`],
  );
  expect(missed).toEqual([]);
  expect(results.length).toBeGreaterThan(60);
});
