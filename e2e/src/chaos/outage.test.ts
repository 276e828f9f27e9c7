/** One part is away under load, and comes back: nothing is lost, repeated or held up that need not be. */
import { expect, inject, it } from 'vitest';
import { type OutageTarget, outageRowsOf, runOutage } from './outage-run.ts';
import { chaosSeed, howToRepeat } from './seed.ts';
import { plainTable } from './table.ts';

const seed = chaosSeed();
const withKafka = inject('kafkaLacks') === null;
const targets: readonly OutageTarget[] = ['smtp', 'providers', 'postgres', ...(withKafka ? (['kafka'] as const) : [])];

it.each(targets)('the system keeps every promise while this is away: %s', { timeout: 300_000 }, async (target) => {
  const run = await runOutage({
    target,
    seed,
    log: withKafka ? 'kafka' : 'postgres',
    perSecond: 5,
    beforeMs: 5_000,
    awayMs: 12_000,
    afterMs: 3_000,
    settleMs: 120_000,
    timeScale: 0.02, // the outage is one of ten minutes by the notifier's waits
  });
  console.log(plainTable(outageRowsOf(run)));
  const evidence = howToRepeat(seed, run);
  expect(run.verdict.violations, evidence).toEqual([]);
  expect(run.sameProcesses, evidence).toBe(true);
  expect(run.unexpectedEnds, evidence).toEqual([]);
  if (target !== 'postgres') expect(run.notReady, evidence).toBe(0); // without a database a server takes no bookings
  if (target !== 'kafka') expect(run.joins, evidence).toBe(1);
  if (target === 'smtp') expect(run.latency.away.sms.count, evidence).toBeGreaterThan(10);
});
