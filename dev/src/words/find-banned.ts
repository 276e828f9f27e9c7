import { type Node, parseSync } from 'oxc-parser';
import type { Banned } from './glossary.ts';

/** A banned word in a file. */
export interface Found {
  /** Counted from 1; 0 for the file's name. */
  readonly line: number;
  readonly text: string;
  readonly banned: Banned;
}

/**
 * What stays, whatever words it has: names that other programs rely on (metrics, spans, lines in the results of benchmarks),
 * and sentences that people read.
 */
const fixed =
  /notifier_hand_over_seconds|tell (queued|sending|retrying|sent|delivered|failed|\$\{change\.status\})|bell\.svg|2,000 hand-overs in progress|(tell them|told) by phone|(way|call us) to be told|book for somebody else/gi;

/**
 * The banned words in a file's name and text. A name counts by its parts: `toldUpTo` has the word `told`, `Belltower` is one
 * word. Settings (`IN_CAPITALS`) and strings are texts, not names.
 */
export function findBanned(file: string, source: string, banned: readonly Banned[]): Found[] {
  const text = source.replace(fixed, (kept) => '_'.repeat(kept.length));
  const namesOnly = banned.filter((one) => one.namesOnly);
  const everywhere = banned.filter((one) => !one.namesOnly);
  return [
    ...matches(file, banned).map(({ index: _, ...found }) => ({ ...found, line: 0 })),
    ...matches(text, everywhere).map(({ index, ...found }) => ({ ...found, line: lineOf(text, index) })),
    ...namesIn(file, source).flatMap(({ name, start }) =>
      matches(name, namesOnly).map((found) => ({ text: name, banned: found.banned, line: lineOf(source, start) })),
    ),
  ];
}

interface Word {
  readonly word: string;
  readonly index: number;
  /** What stands between this word and the next one. */
  readonly gap: string;
}

function matches(text: string, banned: readonly Banned[]): { index: number; text: string; banned: Banned }[] {
  const words = wordsOf(text);
  const places = Map.groupBy(words.keys(), (place) => words[place]?.word);
  return banned.flatMap((one) => {
    const parts = one.entry.toLowerCase().split(/[ -]/);
    const gap = one.entry.includes(' ') ? /^[\s*/#_-]*$/ : /^[-_]?$/; // a phrase may go over a line's end in a comment
    return (places.get(parts[0]) ?? []).flatMap((place) => {
      const run = words.slice(place, place + parts.length);
      const [first, last] = [run[0], run.at(-1)];
      const same = run.length === parts.length && run.every(({ word }, step) => word === parts[step]);
      if (first === undefined || last === undefined || !same) return [];
      if (!run.slice(0, -1).every((word) => gap.test(word.gap))) return [];
      return [{ index: first.index, text: text.slice(first.index, last.index + last.word.length), banned: one }];
    });
  });
}

function wordsOf(text: string): Word[] {
  const found = [...text.matchAll(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g)];
  return found.map(({ 0: word, index }, place) => ({
    word: word.toLowerCase(),
    index,
    gap: text.slice(index + word.length, found[place + 1]?.index ?? text.length),
  }));
}

/** The names that a source file has in its code; none for other files. */
function namesIn(file: string, source: string): { readonly name: string; readonly start: number }[] {
  if (!/\.(ts|tsx|mjs|js)$/.test(file)) return [];
  const names: { name: string; start: number }[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, name, start } = node as Partial<Node> & { name?: unknown };
    if (/Identifier$/.test(type ?? '') && typeof name === 'string' && !/^[A-Z0-9_]+$/.test(name)) {
      names.push({ name, start: start ?? 0 });
    }
    for (const part of Object.values(node)) visit(part);
  };
  visit(parseSync(file, source).program);
  return names;
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
