/** What remembering a delivery takes, beside a ledger that runs a statement for each thing. */
import type { Bench, How } from '../bench.ts';
import { type Line, ratiosOf } from '../line.ts';
import { cellOf, cpuOf, inRounds, ratesOf } from '../rounds.ts';
import { createDatabase, startDurablePostgres } from '../scene.ts';
import { startTasks } from '../tasks.ts';

/** Deliveries a second, remembered, claimed and recorded, with 2,000 in flight and no provider. */
export const ledger: Bench = { name: 'ledger', run };

async function run(how: How): Promise<readonly Line[]> {
  await using started = new AsyncDisposableStack();
  const postgres = started.use(await startDurablePostgres());
  const environment = { DATABASE_URL: await createDatabase(postgres, 'ours') };
  const target = started.use(await startTasks('ledger', 'bench/src/ledger/ledger-server.ts', environment));
  const found = await inRounds(target, { batched: 30_000, 'one statement each': 3_000 }, how);
  const [ours, theirs] = [found.batched, found['one statement each']];
  return [
    {
      what: 'ledger, batched ÷ one statement each',
      ratios: ratiosOf(ratesOf(ours), ratesOf(theirs)),
      bar: { kind: 'at least', value: 10 },
      ours: cellOf(ours),
      beside: cellOf(theirs),
      note: 'deliveries: the event with its bytes remembered, a claim, an outcome, each committed with fsync before it is answered; the peer keeps a fifth of the columns, on 10 connections',
    },
    {
      what: 'the same: CPU of the process, one statement each ÷ batched',
      ratios: ratiosOf(cpuOf(theirs), cpuOf(ours)),
      bar: null,
      ours: cellOf(ours),
      beside: cellOf(theirs),
    },
  ];
}
