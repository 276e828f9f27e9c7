/** Every part is restarted in order under load, as for a new version: nobody is refused, and nothing is sent twice. */
import { expect, inject, it } from 'vitest';
import { rollingRowsOf, runRolling } from './rolling-run.ts';
import { chaosSeed, howToRepeat } from './seed.ts';
import { plainTable } from './table.ts';

const seed = chaosSeed();
const withKafka = inject('kafkaLacks') === null;

it('the system keeps every promise over a rolling restart, without a repeat', { timeout: 300_000 }, async () => {
  const run = await runRolling({
    seed,
    log: withKafka ? 'kafka' : 'postgres',
    brokers: withKafka ? 3 : 1,
    perSecond: 5,
    servers: 2,
    notifiers: 2,
    calmMs: 2_000,
    mostMs: 240_000,
    settleMs: 120_000,
    timeScale: 1, // a send attempt that is cut short by its deadline would be in doubt
  });
  console.log(plainTable(rollingRowsOf(run)));
  const evidence = howToRepeat(seed, run);
  expect(run.verdict.violations, evidence).toEqual([]);
  expect(run.verdict.repeats, evidence).toBe(0);
  expect(run.observed.appointments.filter(({ outcome }) => outcome.kind === 'unanswered')).toEqual([]);
  expect(run.restarted).toHaveLength(withKafka ? 7 : 4);
  expect(run.unexpectedEnds, evidence).toEqual([]);
});
