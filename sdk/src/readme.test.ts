import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createCalls } from './calls.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the README has every call in its table, and no other', () => {
  const table = readme.slice(readme.indexOf('## Calls'), readme.indexOf('## Errors'));
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  const named = rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`(\w+)\(/g)].map(([, name]) => name));
  const calls = Object.keys(createCalls(async () => Promise.reject(new Error('it calls nothing'))));
  expect(named.toSorted()).toEqual([...calls, 'watchDeliveries', 'close'].toSorted());
});
