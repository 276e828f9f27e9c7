import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { summaryOf, tableIn, withTable } from './readme.ts';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

it('shows the lines that have a bar', () => {
  const line = { what: 'ours ÷ theirs', ratios: [1, 3, 2], ours: '', beside: '' };
  const judged = { ...line, bar: { kind: 'at least', value: 2.5 } as const };
  const table = summaryOf([{ name: 'log', lines: [{ ...line, bar: null }, judged] }]);
  expect(table.split('\n').slice(2)).toEqual(['| log | ours ÷ theirs | 2 (1–3) | at least 2.5 | **no** |']);
});

it('puts a table in its place, and leaves the rest', () => {
  const readme = read('README.md');
  const changed = withTable(readme, '| other |');
  expect(tableIn(changed)).toBe('| other |');
  expect(withTable(changed, tableIn(readme))).toBe(readme);
  expect(() => withTable('# Nothing', '')).toThrow('expected');
});

it('stands in README as the last whole run has it', () => {
  const cells = (row: string) => row.split('|').map((cell) => cell.trim().replaceAll('**', ''));
  const judged = read('bench/results.md')
    .split('\n')
    .filter((row) => /\| (yes|\*\*no\*\*) \|/.test(row))
    .map(cells);
  const told = tableIn(read('README.md')).split('\n').slice(2).map(cells);
  expect(told.length).toBeGreaterThan(20);
  expect(told).toEqual(
    judged.map(([edge, name, what, ratio, rounds, bar, met]) => [
      edge,
      name,
      what,
      `${ratio} (${rounds})`,
      bar,
      met,
      edge,
    ]),
  );
});
