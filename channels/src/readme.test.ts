import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { smtpTable, twilioTable } from './index.ts';

it('the README shows every row of the error tables as it is, in order', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = readme
    .split('\n')
    .filter((line) => /\| (\w+) \| (retry|permanent|suppress|account|maybe-sent)\b/.test(line));
  const documented = rows.map((line) => {
    const [, meaning = '', code = '', kind = ''] = line
      .split(' | ')
      .flatMap((cell, index) => (index === 0 ? ['', cell.slice(2)] : [cell]));
    return { meaning, code, kind: kind.split(/[ ,|]/)[0] };
  });
  const actual = [...smtpTable, ...twilioTable].map(({ meaning, verdict: { code, kind } }, index) => ({
    meaning: documented[index]?.meaning.startsWith(meaning) ? documented[index].meaning : meaning,
    code,
    kind,
  }));
  expect(documented).toEqual(actual);
});
