/** Everything is killed at random while bookings go on, on both event logs; `npm run chaos` does it longer. */
import { expect, inject, it } from 'vitest';
import { runLedger } from './ledger-run.ts';
import { chaosSeed, howToRepeat } from './seed.ts';
import { plainTable, rowsOf } from './table.ts';

const seed = chaosSeed();
const onKafka = [
  { log: 'kafka', brokers: 1 },
  { log: 'kafka', brokers: 3 },
] as const;
const logs = [{ log: 'postgres', brokers: 1 } as const, ...(inject('kafkaLacks') === null ? onKafka : [])];

it.each(logs)(
  'the system keeps every promise while everything is killed: $log, $brokers',
  { timeout: 300_000 },
  async (kind) => {
    const run = await runLedger({
      ...kind,
      seed,
      appointments: 80,
      perSecond: 3,
      kills: 10,
      everyMs: 2_000,
      servers: 1,
      notifiers: 1,
      settleMs: 120_000,
      timeScale: 0.1,
      eventful: 0.6,
    });
    console.log(plainTable(rowsOf(run)));
    const evidence = howToRepeat(seed, run);
    expect(run.verdict.violations, evidence).toEqual([]);
    expect(run.verdict.deliveries).toBeGreaterThan(80);
    expect(run.verdict.reminded).toBeGreaterThan(10);
    const changes = run.observed.appointments.flatMap(({ changes }) => changes.map(({ kind }) => kind));
    expect(new Set(changes)).toEqual(new Set(['rescheduled', 'cancelled']));
    expect(run.kills).toHaveLength(10);
    expect(run.reemitted, evidence).toBe(0);
    expect(run.unexpectedEnds, evidence).toEqual([]);
  },
);
