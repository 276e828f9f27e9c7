import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { figuresIn, figuresOf, withFigures } from './readme.ts';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const cells = (row: string) => row.split('|').map((cell) => cell.trim().replaceAll('**', ''));

describe('the figures in README', () => {
  it('are the lines that a user cares for, with what stands beside them', () => {
    const line = { ratios: [1, 3, 2], bar: null, ours: '2040/s, 477 µs CPU', beside: '1020/s' };
    const sections = [
      {
        name: 'bookings',
        lines: [
          { ...line, what: 'durable ÷ textbook, 64 connections' },
          { ...line, what: 'other' },
        ],
      },
    ];
    expect(figuresOf(sections).split('\n').slice(2)).toEqual([
      '| Bookings, beside the textbook (flush and send per request) | 2040/s | 1020/s | 2 |',
    ]);
  });

  it('are put in their place, and leave the rest', () => {
    const readme = read('README.md');
    const changed = withFigures(readme, '| other |');
    expect(figuresIn(changed)).toBe('| other |');
    expect(withFigures(changed, figuresIn(readme))).toBe(readme);
    expect(() => withFigures('# Nothing', '')).toThrow('expected');
  });

  it('are those of the last whole run, and six lines at most', () => {
    const results = read('bench/results.md').split('\n').map(cells);
    const rows = figuresIn(read('README.md')).split('\n').slice(2).map(cells);
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.length).toBeLessThanOrEqual(6);
    for (const [, , ours, beside, ratio] of rows) {
      expect(
        results.some(
          (row) => row[3] === ratio && row[7]?.split(/[,:]/)[0] === ours && row[8]?.split(/[,:]/)[0] === beside,
        ),
      ).toBe(true);
    }
  });
});
