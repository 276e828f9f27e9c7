import type { RefObject } from 'react';
import type { DeskRow } from './documents.ts';
import type { DeskActions } from './use-desk-actions.ts';
import { useDeskKeys } from './use-desk-keys.ts';
import type { RowFocus } from './use-row-focus.ts';
import type { Selection } from './use-selection.ts';

/** The single keys of the list. */
export function useListKeys({
  isOn,
  page,
  focus,
  selection,
  actions,
  showKeys,
}: {
  isOn: boolean;
  page: RefObject<HTMLElement | null>;
  focus: RowFocus;
  selection: Selection;
  actions: DeskActions;
  showKeys: () => void;
}): void {
  /** The row with the focus where it failed; else says why nothing is done. */
  function failedRow(): DeskRow | null {
    const row = focus.current();
    if (row?.status === 'FAILED') {
      actions.setHint('');
      return row;
    }
    actions.setHint(row === null ? 'Choose a delivery first: j and k move.' : 'That is for failed deliveries alone.');
    return null;
  }
  const targets = () => (selection.rows.length > 0 ? selection.rows : [failedRow()].filter((row) => row !== null));
  useDeskKeys(isOn, null, {
    '/'() {
      const field = page.current?.querySelector<HTMLInputElement>('input[type=search]');
      field?.focus();
      field?.select();
    },
    j: () => focus.move(1),
    k: () => focus.move(-1),
    x() {
      const row = failedRow();
      if (row !== null) selection.toggle(row.id, !selection.ids.has(row.id));
    },
    e: () => actions.markSeen(targets()),
    r: () => actions.sendAgain(targets()),
    '?': showKeys,
  });
}
