import { ExportButton } from './ExportButton.tsx';
import type { DeskFilter } from './filter.ts';
import { SortChoice } from './SortChoice.tsx';

/** How the list is shown: its order, how close its rows are, and its keys. */
export function DeskTools({
  filter,
  change,
  isDense,
  setDense,
  showKeys,
}: {
  filter: DeskFilter;
  change: (filter: DeskFilter, replace: boolean) => void;
  isDense: boolean;
  setDense: (isDense: boolean) => void;
  showKeys: () => void;
}) {
  return (
    <span className="tools">
      <SortChoice order={filter.order} change={(order) => change({ ...filter, order }, false)} />
      <ExportButton filter={filter} />
      <button
        type="button"
        className="plain small dense-button"
        aria-pressed={isDense}
        onClick={() => setDense(!isDense)}
      >
        Dense
      </button>
      <button type="button" className="plain small keys-button" onClick={showKeys}>
        Keys <kbd>?</kbd>
      </button>
    </span>
  );
}
