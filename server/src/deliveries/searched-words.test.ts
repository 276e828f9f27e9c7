import { describe, expect, it } from 'vitest';
import { spellingsOf } from './searched-words.ts';

/** As PostgreSQL compares: without regard to case. */
const finds = (typed: string, name: string) => new RegExp(spellingsOf(typed), 'i').test(name.normalize('NFC'));

describe('spellingsOf', () => {
  it.each([
    ['zizek', 'Slavoj Žižek'],
    ['ŽIŽEK', 'zizek'],
    ['jorg', 'Jo\u0308rg'],
    ['lodz', 'Łódź'],
    ['strauss', 'Anna Strauß'],
    ['Strauß', 'STRAUSS'],
    ['istanbul', 'İstanbul'],
    ['ελενη', 'Ελένη'],
    ['한글', '한글'],
    ['नमस्ते', 'नमस्ते'],
    ["o'neil-smith (2)", "O'Neil-Smith (2)"],
    ['a.b*c [d] \\e^$|{3}', 'A.B*C [D] \\E^$|{3}'],
  ])('finds by %j the name %j', (typed, name) => {
    expect(finds(typed, name)).toBe(true);
  });

  it.each([
    ['a.b', 'axb'],
    ['muller', 'Miller'],
  ])('does not find by %j the name %j', (typed, name) => {
    expect(finds(typed, name)).toBe(false);
  });
});
