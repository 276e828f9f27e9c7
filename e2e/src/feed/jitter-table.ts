import type { ClientResult, JitterReport } from './jitter.ts';
import { type Pairs, sumPairs } from './pairs.ts';

/** A run's result as a markdown table: ours by kind of client, and plain graphql-ws beside it. */
export function jitterTable({ seed, results, events, cuts, kills, settledMs }: JitterReport): string {
  const ours = results.filter(({ server }) => server === 'belltower');
  const plain = results.filter(({ server }) => server === 'plain');
  const rows: readonly (readonly [string, readonly ClientResult[]])[] = [
    ['Belltower, stock graphql-ws client', ours.filter(({ kind }) => kind === 'graphql-ws')],
    ['Belltower, SDK', ours.filter(({ kind }) => kind === 'sdk')],
    ['Belltower, bare `ws`', ours.filter(({ kind }) => kind === 'ws')],
    ['**Belltower, all**', ours],
    ['plain graphql-ws server, the same clients', plain],
  ];
  return [
    `${ours.length} clients, each with a twin on the plain server; ${events} events, ${cuts} cuts of each, servers killed: ${kills}; seed ${seed};`,
    settledMs === null
      ? 'not everybody had everything in time.'
      : `everybody had everything after ${(settledMs / 1_000).toFixed(1)} s.`,
    '',
    '| | pairs expected | received | % | twice | out of order | unexpected |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map(([name, of]) => `| ${name} | ${cellsOf(sumPairs(of.map(({ pairs }) => pairs))).join(' | ')} |`),
  ].join('\n');
}

function cellsOf({ expected, received, twice, outOfOrder, unexpected }: Pairs): (string | number)[] {
  const share = expected === 0 ? '-' : (Math.floor((received / expected) * 10_000) / 100).toFixed(2);
  return [expected, received, share, twice, outOfOrder, unexpected];
}
