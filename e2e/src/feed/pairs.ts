/** Promise: every (client, event) pair is counted, and a client that got the right number of wrong ones does not pass. */

/** What one or more clients should have got, and got. */
export interface Pairs {
  readonly expected: number;
  /** Of the expected ones, those that came at least once. */
  readonly received: number;
  /** Those that came again, and those that nobody expected. */
  readonly twice: number;
  readonly unexpected: number;
  /** Those that came for the first time after a later one had. */
  readonly outOfOrder: number;
}

/** Compares what one client got with what it should have got, both in order. */
export function countPairs(expected: readonly string[], got: readonly string[]): Pairs {
  const places = new Map(expected.map((key, place) => [key, place]));
  const seen = new Set<string>();
  let [twice, unexpected, outOfOrder, furthest] = [0, 0, 0, -1];
  for (const key of got) {
    const place = places.get(key);
    if (place === undefined) unexpected++;
    else if (seen.has(key)) twice++;
    else {
      seen.add(key);
      if (place < furthest) outOfOrder++;
      furthest = Math.max(furthest, place);
    }
  }
  return { expected: places.size, received: seen.size, twice, unexpected, outOfOrder };
}

/** The pairs of several clients together. */
export function sumPairs(all: readonly Pairs[]): Pairs {
  return all.reduce(
    (sum, one) => ({
      expected: sum.expected + one.expected,
      received: sum.received + one.received,
      twice: sum.twice + one.twice,
      unexpected: sum.unexpected + one.unexpected,
      outOfOrder: sum.outOfOrder + one.outOfOrder,
    }),
    { expected: 0, received: 0, twice: 0, unexpected: 0, outOfOrder: 0 },
  );
}
