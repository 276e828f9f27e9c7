/** Everything is killed at random while bookings go on, on both event logs; `npm run chaos` does it longer. */
import { randomInt } from 'node:crypto';
import { expect, inject, it } from 'vitest';
import { runLedger } from './ledger-run.ts';
import { plainTable, rowsOf } from './table.ts';

const seed = Number(process.env.CHAOS_SEED ?? randomInt(2 ** 31));
const logs = ['postgres', ...(inject('kafkaLacks') === null ? ['kafka'] : [])] as const;

it.each(logs)('keeps every promise while everything is killed, on the %s log', { timeout: 300_000 }, async (log) => {
  const run = await runLedger({
    seed,
    log: log === 'kafka' ? 'kafka' : 'postgres',
    bookings: 80,
    perSecond: 3,
    kills: 10,
    everyMs: 2_000,
    servers: 1,
    notifiers: 1,
    settleMs: 120_000,
    timeScale: 0.1,
  });
  console.log(plainTable(rowsOf(run)));
  const evidence = `the evidence is in ${run.evidence}; CHAOS_SEED=${seed} makes the same choices again`;
  expect(run.verdict.violations, evidence).toEqual([]);
  expect(run.verdict.deliveries).toBeGreaterThan(80);
  expect(run.kills).toHaveLength(10);
  expect(run.reemitted).toBe(0);
});
