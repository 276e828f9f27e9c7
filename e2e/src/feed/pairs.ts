/** Promise: every (client, event) pair is counted, and a client that got the right number of wrong ones does not pass. */

/** What one or more clients should have got, and got. */
export interface Pairs {
  readonly expected: number;
  /** Of the expected ones, those that came at least once. */
  readonly received: number;
  /** Those that came again, and those that nobody expected. */
  readonly twice: number;
  readonly unexpected: number;
  /** Those that came for the first time after a later one of the same appointment had. */
  readonly outOfOrder: number;
}

/** A change that a client should have got. */
export interface Expected {
  readonly key: string;
  readonly appointmentId: string;
}

/** Compares what one client got with what it should have got, both in order. */
export function countPairs(expected: readonly Expected[], got: readonly string[]): Pairs {
  const places = new Map(expected.map(({ key, appointmentId }, place) => [key, { place, appointmentId }]));
  const seen = new Set<string>();
  const furthest = new Map<string, number>();
  let [twice, unexpected, outOfOrder] = [0, 0, 0];
  for (const key of got) {
    const found = places.get(key);
    if (found === undefined) unexpected++;
    else if (seen.has(key)) twice++;
    else {
      seen.add(key);
      const before = furthest.get(found.appointmentId) ?? -1;
      if (found.place < before) outOfOrder++;
      furthest.set(found.appointmentId, Math.max(before, found.place));
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
