import type { ReactNode, RefObject } from 'react';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { BulkBar } from './BulkBar.tsx';
import { BulkOutcome } from './BulkOutcome.tsx';
import { DeliveryTable } from './DeliveryTable.tsx';
import type { DeskRow } from './documents.ts';
import { type DeskFilter, isNarrowed } from './filter.ts';
import type { Group } from './group.ts';
import { NewRows } from './NewRows.tsx';
import { SeenOutcome } from './SeenOutcome.tsx';
import type { DeskActions } from './use-desk-actions.ts';
import type { DeskRows } from './use-desk-rows.ts';
import type { RowFocus } from './use-row-focus.ts';
import type { Selection } from './use-selection.ts';
import type { SteadyRows } from './use-steady-rows.ts';

/** What the list shows, and what can be done in it. `tools` stand beside the actions. */
export interface DeskListProps {
  readonly list: DeskRows;
  readonly groups: readonly Group[];
  readonly steady: SteadyRows;
  readonly filter: DeskFilter;
  readonly search: string;
  readonly isDense: boolean;
  readonly selection: Selection;
  readonly actions: DeskActions;
  readonly focus: RowFocus;
  readonly frame: RefObject<HTMLElement | null>;
  readonly top: RefObject<HTMLDivElement | null>;
  readonly tools: ReactNode;
}

/**
 * The list with what can be done about many of it. Rows that come in while its top is out of sight, while something in it is selected, has
 * the focus or is being pressed, wait behind a button, so that nothing moves while a person reads.
 */
export function DeskList(props: DeskListProps) {
  const { list, groups, steady, filter, search, isDense, selection, actions, focus, frame, top, tools } = props;
  const failures = list.rows.filter(isFailed);
  const oldest = groups.at(-1)?.rows.at(-1);

  function showOlder() {
    if (oldest !== undefined) focus.remember(oldest.id); // with the last page this button goes: the focus stays where it was
    list.more();
  }

  return (
    <section ref={frame} className="desk-list" aria-label="Deliveries" onFocus={() => focus.current()}>
      <div ref={top} />
      {list.problem !== null && <ProblemNotice problem={list.problem} retry={list.retry} />}
      <div className="toolbar">
        <BulkBar
          selected={selection.rows}
          failures={failures}
          isBusy={actions.isBusy}
          setSelected={selection.set}
          sendAgain={actions.sendAgain}
          markSeen={actions.markSeen}
        />
        {tools}
      </div>
      <p role="status" className="quiet">
        {actions.hint}
      </p>
      <BulkOutcome bulk={actions.retry} />
      <SeenOutcome seen={actions.seen} />
      <NewRows steady={steady} top={top} />
      <DeliveryTable
        groups={groups}
        filter={filter}
        isDense={isDense}
        search={search}
        picked={selection.ids}
        select={selection.toggle}
      />
      {list.phase === 'loading' && list.problem === null && <p className="quiet">Loading…</p>}
      {list.phase === 'ready' && groups.length === 0 && (
        <p>{isNarrowed(filter) ? 'Nothing passes this filter.' : 'There are no deliveries yet.'}</p>
      )}
      {list.hasMore && (
        <button type="button" className="plain" onClick={showOlder}>
          Show older
        </button>
      )}
    </section>
  );
}

function isFailed({ status }: DeskRow): boolean {
  return status === 'FAILED';
}
