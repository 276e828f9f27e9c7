import { describe, expect, it } from 'vitest';
import { isWithin } from './json-budget.ts';

const budget = { values: 10, depth: 3 };

describe('the budget of a JSON text', () => {
  it('the budget of a JSON text allows small ones, whatever their strings contain', () => {
    for (const text of [
      '',
      '1',
      '{"a":[{"b":1}]}',
      `"${',[{'.repeat(100)}"`,
      '["\\"","\\\\",",,,,,,,,,,,,"]',
      '[1,2,3,4,5,6,7,8,9,0]',
    ]) {
      expect([text, isWithin(text, budget)]).toEqual([text, true]);
    }
  });

  it('the budget of a JSON text refuses too many values, and too deep nesting', () => {
    const many = [
      '[{},{},{},{},{},{}]',
      `{${'"a":1,'.repeat(10)}"b":2}`,
      `["\\\\",${'1,'.repeat(10)}1]`,
      ','.repeat(11),
    ];
    const deep = ['[[[[', '{"a":{"b":{"c":{}}}}', `${'['.repeat(1_000_000)}`];
    for (const text of [...many, ...deep])
      expect([text.slice(0, 50), isWithin(text, budget)]).toEqual([text.slice(0, 50), false]);
  });
});
