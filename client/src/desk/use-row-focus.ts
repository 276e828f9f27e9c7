import { type RefObject, useEffect, useRef } from 'react';
import type { DeskRow } from './documents.ts';
import { type FocusedRow, linkOf, rowOf } from './focused-row.ts';

/** Moves the focus over the rows of a table, and remembers where it was. */
export interface RowFocus {
  /** The row that has the focus; null where none has. */
  readonly current: () => DeskRow | null;
  /** Goes to the next or the previous row; to the last that had the focus, or the first, where none has. */
  readonly move: (by: 1 | -1) => void;
  /** Goes to the first row; where none is there yet, once one is, unless the focus has gone elsewhere. */
  readonly begin: () => void;
  /** What gets the focus when the row that had it has gone: the one in its place. Null where there is none. */
  readonly nearest: () => HTMLElement | null;
  /** Remembers a row without focusing it. */
  readonly remember: (id: string) => void;
}

/** `shown` are the rows as the table in `frame` shows them. */
export function useRowFocus(frame: RefObject<HTMLElement | null>, shown: readonly DeskRow[]): RowFocus {
  const last = useRef<FocusedRow | null>(null);
  const rows = useRef(shown);
  rows.current = shown;
  const awaitedFrom = useRef<Element | null>(null);
  const focus = useRef<RowFocus | null>(null);
  focus.current ??= {
    current() {
      const found = frame.current && rowOf(frame.current, document.activeElement);
      if (found === null) return null;
      last.current = found;
      return rows.current.find(({ id }) => id === found.id) ?? null;
    },
    move(by) {
      const list = frame.current;
      if (list === null) return;
      const here = rowOf(list, document.activeElement);
      const index = here === null ? (last.current?.index ?? 0) : here.index + by;
      const to = rows.current[Math.max(0, Math.min(index, rows.current.length - 1))];
      if (to === undefined) return;
      last.current = { id: to.id, index };
      linkOf(list, last.current)?.focus();
    },
    begin() {
      const first = rows.current[0];
      awaitedFrom.current = first === undefined ? document.activeElement : null;
      if (first === undefined || frame.current === null) return;
      last.current = { id: first.id, index: 0 };
      linkOf(frame.current, last.current)?.focus();
    },
    nearest: () => frame.current && last.current && linkOf(frame.current, last.current),
    remember(id) {
      const index = rows.current.findIndex((row) => row.id === id);
      if (index >= 0) last.current = { id, index };
    },
  };
  const { begin } = focus.current;
  useEffect(() => {
    if (shown.length > 0 && awaitedFrom.current === document.activeElement) begin();
  }, [shown, begin]);
  return focus.current;
}
