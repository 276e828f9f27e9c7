/** How the cost of a booking grows: with bookings a second, with instances and partitions, and with what the tables hold. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Bench, How } from '../bench.ts';
import type { Line } from '../line.ts';
import { loadNow, machineLines } from '../machine.ts';
import { withBetween } from '../readme.ts';
import { costByInstances } from './by-instances.ts';
import { costByRate } from './by-rate.ts';
import { costBySize } from './by-size.ts';

/** Takes a quarter of an hour and more, and so runs only when it is named. It writes its tables to docs/scaling.md, and no lines. */
export const scaling: Bench = { name: 'scaling', run };

const PAGE = new URL('../../../docs/scaling.md', import.meta.url);
/** More than this on the machine before it begins, and its numbers are provisional. */
const QUIET_LOAD = 1;

async function run(how: How): Promise<readonly Line[]> {
  const loadBefore = loadNow();
  const tables = [await costByRate(how), await costByInstances(how), await costBySize(how)];
  const provisional = loadBefore > QUIET_LOAD || how.share < 1;
  const state = provisional
    ? [
        '**Provisional**: the machine had other work, or the run was a short one. Counts hold; times and CPU do not.',
        '',
      ]
    : [];
  const text = [...state, ...machineLines(loadBefore, loadNow()), ...tables.flatMap((table) => ['', table])].join('\n');
  writeFileSync(PAGE, withBetween(readFileSync(PAGE, 'utf8'), 'npm run bench -- scaling', text));
  return [];
}
