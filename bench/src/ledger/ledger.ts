/** What remembering a delivery takes, beside a ledger that runs a statement for each thing. */
import type { Bench, How } from '../bench.ts';
import { atLeast, compare, type Line } from '../line.ts';
import { openScene } from '../parts/scene.ts';
import { costCell, cpuOf, rateOf, tasksInRounds } from '../rounds.ts';

/** Deliveries a second, remembered, claimed and recorded, with 2,000 in flight and no provider. */
export const ledger: Bench = { name: 'ledger', run };

async function run(how: How): Promise<readonly Line[]> {
  await using scene = await openScene();
  const peer = await scene.peer('ledger', 'src/ledger/ledger', { DATABASE_URL: await scene.database() });
  const found = await tasksInRounds(() => peer, { batched: 30_000, 'one statement each': 5_000 }, how);
  const both = { ours: found.batched, beside: found['one statement each'], cell: costCell };
  return [
    compare('ledger, batched ÷ one statement each', { ...both, read: rateOf, bar: atLeast(8), note: NOTE }),
    compare('the same: CPU of the process', { ...both, read: cpuOf }),
  ];
}

const NOTE =
  'deliveries: the event with its bytes remembered, a claim, an outcome, each committed with fsync before it is answered; the peer keeps the same columns, in prepared statements on 10 connections';
