const ROW = '.delivery';

/** A row that has or had the focus: which one, and how many were above it. */
export interface FocusedRow {
  readonly id: string;
  readonly index: number;
}

/** The rows of the table, as they stand. */
function rowsIn(list: ParentNode): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>(ROW)];
}

/** The row that an element belongs to; null where it is in none. */
export function rowOf(list: ParentNode, element: Element | null): FocusedRow | null {
  const row = element?.closest<HTMLElement>(ROW) ?? null;
  const id = row?.dataset.delivery;
  return row === null || id === undefined ? null : { id, index: rowsIn(list).indexOf(row) };
}

/** The link of a row; where that has left, of the one that stands in its place now; null where none is left. */
export function linkOf(list: ParentNode, { id, index }: FocusedRow): HTMLElement | null {
  const rows = rowsIn(list);
  const row =
    rows.find(({ dataset }) => dataset.delivery === id) ?? rows[Math.min(Math.max(index, 0), rows.length - 1)];
  return row?.querySelector('a') ?? null;
}
