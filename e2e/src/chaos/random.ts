/** Chance that can be repeated: the same seed makes the same choices in the same order. */
export interface Random {
  /** At least 0 and below 1. */
  next(): number;
  /** A whole number, at least `low` and below `high`. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly [T, ...T[]]): T;
  shuffled<T>(things: readonly T[]): T[];
  /** Another source of chance, so that what one part draws does not change what another gets. */
  fork(name: string): Random;
}

/** Creates a source of chance from a seed (mulberry32: small and good enough to choose victims, and nothing else). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low));

  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: (choices) => choices[between(0, choices.length)] ?? choices[0],
    shuffled(things) {
      const left = [...things];
      return things.flatMap(() => left.splice(between(0, left.length), 1));
    },
    fork: (name) =>
      createRandom(
        [...name].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193), seed ^ 0x811c9dc5),
      ),
  };
}
