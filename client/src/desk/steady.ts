import type { DeskRow } from './documents.ts';
import { comparePlaces, type Order, type Place } from './order.ts';

/** Where rows stood when the list was last put in order, by id, the first first. */
export type Places = ReadonlyMap<string, Place>;

/** A list that does not move while a person is at work in it. */
export interface Steady {
  readonly shown: readonly DeskRow[];
  /** How many wait to be shown: they came in above the first row. */
  readonly waiting: number;
  /** How many have changed so that they belong further up. */
  readonly moved: number;
}

/** The rows with each one where it stood in `kept`, with what it is now. What came in above the first waits; what came in below is shown. */
export function steadyRows(rows: readonly DeskRow[], kept: Places, order: Order): Steady {
  const [first] = kept.values();
  const placed: { readonly row: DeskRow; readonly place: Place }[] = [];
  let waiting = 0;
  let moved = 0;
  for (const row of rows) {
    const before = kept.get(row.id);
    if (before === undefined && first !== undefined && comparePlaces(order, row, first) < 0) waiting++;
    else placed.push({ row, place: before ?? row });
    if (before !== undefined && comparePlaces(order, row, before) < 0) moved++;
  }
  placed.sort((one, other) => comparePlaces(order, one.place, other.place));
  return { shown: placed.map(({ row }) => row), waiting, moved };
}
