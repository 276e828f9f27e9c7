import { describe, expect, it } from 'vitest';
import { spellingsOf, wordsOf } from './searched-words.ts';

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

describe('wordsOf', () => {
  it.each([
    ["O'Neil", 'Shaun O’Neil'],
    ['o’neil', "Shaun O'Neil"],
    ["shaun  o'neil", 'O´Neil, Shaun'],
    ["D'Angelo", 'Mia D‘Angelo'],
  ])('finds by %j the name %j, with another apostrophe', (typed, name) => {
    expect(wordsOf(typed).every((word) => finds(word, name))).toBe(true);
  });

  it('has ten words at most, and never none', () => {
    expect(wordsOf('a b c d e f g h i j k l')).toEqual([...'abcdefghij']);
    expect([wordsOf("'"), wordsOf('’ ’')]).toEqual([["'"], ['’ ’']]);
  });
});
