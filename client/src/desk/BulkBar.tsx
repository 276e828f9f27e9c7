import type { DeskRow } from './documents.ts';

/**
 * Selects failures, and acts on those that are selected. Its buttons stay when there is none (left), so that nothing moves or loses the
 * focus.
 */
export function BulkBar({
  selected,
  failures,
  isBusy,
  setSelected,
  sendAgain,
  markSeen,
}: {
  selected: readonly DeskRow[];
  /** Those that can be selected. */
  failures: readonly DeskRow[];
  /** Whether an action goes on. */
  isBusy: boolean;
  setSelected: (rows: readonly DeskRow[]) => void;
  sendAgain: (rows: readonly DeskRow[]) => void;
  markSeen: (rows: readonly DeskRow[]) => void;
}) {
  const count = selected.length;
  const isOff = isBusy || count === 0;
  return (
    <>
      <button
        type="button"
        className="plain small"
        aria-disabled={failures.length === 0}
        onClick={() => setSelected(count > 0 ? [] : failures)}
      >
        {count > 0 ? 'Select none' : 'Select failed'}
      </button>
      <button
        type="button"
        aria-disabled={isOff}
        className={count === 0 ? 'plain small' : 'small'}
        onClick={() => isOff || sendAgain(selected)}
      >
        Send {count === 0 ? 'selected' : count} again
      </button>
      <button type="button" aria-disabled={isOff} className="plain small" onClick={() => isOff || markSeen(selected)}>
        Mark {count === 0 ? 'selected' : count} as seen to
      </button>
    </>
  );
}
