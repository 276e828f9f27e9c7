/** What comes before and after a delivery in a list; null at its ends. */
export interface Neighbours {
  readonly previous: string | null;
  readonly next: string | null;
  /** Its place, counted from 0; -1 where it never was in the list. */
  readonly index: number;
}

/** The neighbours of `id` among `ids`. Where it has left the list, `lastIndex` is where it stood: what stands there now comes next. */
export function neighboursOf(ids: readonly string[], id: string, lastIndex: number): Neighbours {
  const index = ids.indexOf(id);
  if (index >= 0) return { previous: ids[index - 1] ?? null, next: ids[index + 1] ?? null, index };
  if (lastIndex < 0) return { previous: null, next: null, index: -1 };
  return { previous: ids[lastIndex - 1] ?? null, next: ids[lastIndex] ?? null, index: lastIndex };
}
