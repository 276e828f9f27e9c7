/** Counts per key, each up to a limit. */
export interface Counts {
  /** Adds to the count of a key; false, and no change, if it would be above `limit`. @default amount 1 */
  add(key: string, limit: number, amount?: number): boolean;
  /** @default amount 1 */
  remove(key: string, amount?: number): void;
  of(key: string): number;
}

/** Makes counts. A key whose count is 0 is not kept. */
export function createCounts(): Counts {
  const counts = new Map<string, number>();
  return {
    add(key, limit, amount = 1) {
      const count = (counts.get(key) ?? 0) + amount;
      if (count > limit) return false;
      counts.set(key, count);
      return true;
    },
    remove(key, amount = 1) {
      const count = (counts.get(key) ?? 0) - amount;
      if (count > 0) counts.set(key, count);
      else counts.delete(key);
    },
    of: (key) => counts.get(key) ?? 0,
  };
}
