import { useCallback, useState } from 'react';
import type { DeskRow } from './documents.ts';

/** Which failures are selected. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** Those of the list that are selected and still FAILED. */
  readonly rows: readonly DeskRow[];
  readonly toggle: (id: string, isSelected: boolean) => void;
  readonly set: (rows: readonly DeskRow[]) => void;
}

/** The selection among `rows`. Another `search` begins with none. */
export function useSelection(rows: readonly DeskRow[], search: string): Selection {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [of, setOf] = useState(search);
  if (of !== search) {
    setOf(search);
    setPicked(new Set());
  }
  const toggle = useCallback((id: string, isSelected: boolean) => {
    setPicked((before) => {
      const next = new Set(before);
      if (isSelected) next.add(id);
      else next.delete(id);
      return next;
    });
  }, []);
  const set = useCallback((chosen: readonly DeskRow[]) => setPicked(new Set(chosen.map(({ id }) => id))), []);
  return {
    ids: picked,
    rows: picked.size === 0 ? [] : rows.filter(({ id, status }) => status === 'FAILED' && picked.has(id)),
    toggle,
    set,
  };
}
