/** Where partitions end, by their ids. */
export type Ends = ReadonlyMap<number, number>;

/** How far a reader's partitions are known to reach, so that it reads none that is certain to be empty. Pure. */
export interface KnownEnds {
  /** Whether there may be a record at `next` or above. */
  mayReachBeyond(partitionId: number, next: number): boolean;
  /** These ends were announced; null: anything may have changed. */
  announced(ends: Ends | null): void;
  /** A read of this partition begins: what is announced meanwhile still counts when it has ended. */
  reading(partitionId: number): void;
  /** A read found that the partition ends here. */
  found(partitionId: number, end: number): void;
}

/** Creates it, with nothing known: every partition is read first. */
export function createKnownEnds(): KnownEnds {
  const ends = new Map<number, number>();
  const raise = (id: number, end: number) => {
    const known = ends.get(id);
    if (known !== undefined) ends.set(id, Math.max(known, end));
  };
  return {
    mayReachBeyond: (id, next) => (ends.get(id) ?? Number.POSITIVE_INFINITY) > next,
    announced(announced) {
      if (announced === null) ends.clear();
      else for (const [id, end] of announced) raise(id, end);
    },
    reading: (id) => ends.set(id, 0),
    found: raise,
  };
}
