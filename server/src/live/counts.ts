/** How many there are of each key. */
export interface Counts {
  /** Counts so many more, unless there would be more than `most`. @default amount 1 */
  add(key: string, most: number, amount?: number): boolean;
  /** @default amount 1 */
  remove(key: string, amount?: number): void;
  of(key: string): number;
}

/** Makes counts that forget keys of which there is none. */
export function createCounts(): Counts {
  const counts = new Map<string, number>();
  return {
    add(key, most, amount = 1) {
      const count = (counts.get(key) ?? 0) + amount;
      if (count > most) return false;
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
