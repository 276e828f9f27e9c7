/** The jitter run, small; `npm run chaos:feed` does it longer and with more clients. */
import { startKafka } from '@belltower/dev/kafka';
import { createTestDatabase } from '@belltower/dev/test-database';
import { expect, inject, it } from 'vitest';
import { chaosSeed, howToRepeat } from '../chaos/seed.ts';
import { runJitter, wrongedIn } from './jitter.ts';
import { jitterTable } from './jitter-table.ts';
import { sumPairs } from './pairs.ts';

const seed = chaosSeed();

const logs = ['postgres', ...(inject('ownKafkaLacks') === null ? ['kafka'] : [])];

it.each(logs)(
  'every client gets every change, in order, once, over cuts and a killed server: %s',
  {
    timeout: 240_000,
  },
  async (log) => {
    await using database = await createTestDatabase();
    await using kafka = log === 'kafka' ? await startKafka() : null;
    const report = await runJitter({
      databaseUrl: database.url,
      brokers: kafka?.brokers,
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
    const again = howToRepeat(seed);
    expect(wrongedIn(report), again).toEqual([]);
    expect(report.cuts).toBeGreaterThan(50);
    expect(report.events).toBeGreaterThan(200);
    const plain = sumPairs(report.results.filter(({ server }) => server === 'plain').map(({ pairs }) => pairs));
    expect(plain.received, 'a harness that cannot lose proves nothing').toBeLessThan(plain.expected);
  },
);
