/** The jitter run, small; `npm run chaos:feed` does it longer and with more clients. */
import { randomInt } from 'node:crypto';
import { createTestDatabase } from '@belltower/dev/test-database';
import { expect, it } from 'vitest';
import { runJitter, wrongedIn } from './jitter.ts';
import { jitterTable } from './jitter-table.ts';
import { sumPairs } from './pairs.ts';

const seed = Number(process.env.CHAOS_SEED ?? randomInt(2 ** 31));

it('tells every client every change, in order, once, over cuts and a killed server', { timeout: 240_000 }, async () => {
  await using database = await createTestDatabase();
  const report = await runJitter({
    databaseUrl: database.url,
    seed,
    clients: 27,
    runMs: 20_000,
    eventsPerSecond: 20,
    cutEveryMs: 3_000,
    offlineMs: 400,
    kills: 1,
    downMs: 4_000,
    settleMs: 60_000,
  });
  console.log(jitterTable(report));
  const again = `CHAOS_SEED=${seed} makes the same choices again`;
  expect(wrongedIn(report), again).toEqual([]);
  expect(report.cuts).toBeGreaterThan(50);
  expect(report.events).toBeGreaterThan(200);
  const plain = sumPairs(report.results.filter(({ server }) => server === 'plain').map(({ pairs }) => pairs));
  expect(plain.received, 'a harness that cannot lose proves nothing').toBeLessThan(plain.expected);
});
