/** What remembering a delivery takes, beside a ledger that runs a statement for each thing. */
import type { Bench, How } from '../bench.ts';
import { atLeast, compare, type Line } from '../line.ts';
import { startPeer } from '../parts/peer.ts';
import { createDatabase, startDurablePostgres } from '../parts/scene.ts';
import { costCell, cpuOf, rateOf, tasksInRounds } from '../rounds.ts';

/** Deliveries a second, remembered, claimed and recorded, with 2,000 in flight and no provider. */
export const ledger: Bench = { name: 'ledger', run };

async function run(how: How): Promise<readonly Line[]> {
  await using started = new AsyncDisposableStack();
  const postgres = started.use(await startDurablePostgres());
  const environment = { DATABASE_URL: await createDatabase(postgres, 'ours') };
  const peer = started.use(
    await startPeer({ name: 'ledger', entry: 'bench/src/ledger/ledger-server.ts', environment }),
  );
  const found = await tasksInRounds(peer, { batched: 30_000, 'one statement each': 5_000 }, how);
  const [ours, beside] = [found.batched, found['one statement each']];
  return [
    compare('ledger, batched ÷ one statement each', {
      ours,
      beside,
      read: rateOf,
      cell: costCell,
      bar: atLeast(8),
      note: NOTE,
    }),
    compare('the same: CPU of the process', { ours, beside, read: cpuOf, cell: costCell }),
  ];
}

const NOTE =
  'deliveries: the event with its bytes remembered, a claim, an outcome, each committed with fsync before it is answered; the peer keeps the same columns, in prepared statements on 10 connections';
