/** How many there are of each key. */
export interface Counts {
  /** Counts one more, unless there are `most` already. */
  add(key: string, most: number): boolean;
  remove(key: string): void;
}

/** Makes counts that forget keys of which there is none. */
export function createCounts(): Counts {
  const counts = new Map<string, number>();
  return {
    add(key, most) {
      const count = counts.get(key) ?? 0;
      if (count >= most) return false;
      counts.set(key, count + 1);
      return true;
    },
    remove(key) {
      const count = counts.get(key) ?? 0;
      if (count > 1) counts.set(key, count - 1);
      else counts.delete(key);
    },
  };
}
