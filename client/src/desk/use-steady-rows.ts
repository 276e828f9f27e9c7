import { useMemo, useState } from 'react';
import type { DeskRow } from './documents.ts';
import type { Order } from './order.ts';
import { type Places, type Steady, steadyRows } from './steady.ts';

/** A steady list, and the way to put it in order. */
export interface SteadyRows extends Steady {
  readonly show: () => void;
}

/** Keeps every row in its place from when `isHolding` became true until it is not. `show` puts all in order at once. */
export function useSteadyRows(rows: readonly DeskRow[], order: Order, isHolding: boolean): SteadyRows {
  const [kept, setKept] = useState<Places | null>(null);
  if (isHolding && kept === null && rows.length > 0) setKept(placesOf(rows));
  if (kept !== null && (!isHolding || rows.length === 0)) setKept(null); // without rows another list begins
  const steady = useMemo(
    () => (kept === null ? { shown: rows, waiting: 0, moved: 0 } : steadyRows(rows, kept, order)),
    [rows, kept, order],
  );
  return { ...steady, show: () => setKept(placesOf(rows)) };
}

function placesOf(rows: readonly DeskRow[]): Places {
  return new Map(rows.map((row) => [row.id, row]));
}
