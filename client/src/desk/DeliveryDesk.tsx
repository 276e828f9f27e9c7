import { useMemo, useRef, useState } from 'react';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { problemFor } from '../api/problem.ts';
import { StaleNotice } from '../link/StaleNotice.tsx';
import { Heading } from '../routing/Heading.tsx';
import { navigate } from '../routing/navigate.ts';
import { hrefOf } from '../routing/route.ts';
import type { Viewer } from '../session/viewer.ts';
import { DeliveryDrawer } from './DeliveryDrawer.tsx';
import { DeskList } from './DeskList.tsx';
import './desk.css';
import { DeskTools } from './DeskTools.tsx';
import { FilterBar } from './FilterBar.tsx';
import { type DeskFilter, parseFilter, searchOf } from './filter.ts';
import { groupRows } from './group.ts';
import { KeysDialog } from './KeysDialog.tsx';
import { ProblemsBanner } from './ProblemsBanner.tsx';
import { Questions } from './Questions.tsx';
import './table.css';
import { SavedViews } from './SavedViews.tsx';
import { createTicker, TickerContext } from './ticker.ts';
import { useAway } from './use-away.ts';
import { useCounts } from './use-counts.ts';
import { useDeskActions } from './use-desk-actions.ts';
import { useDeskFeed } from './use-desk-feed.ts';
import { useDeskRows } from './use-desk-rows.ts';
import { useKept } from './use-kept.ts';
import { useKeptFocus } from './use-kept-focus.ts';
import { useListKeys } from './use-list-keys.ts';
import { useProblems } from './use-problems.ts';
import { useRowFocus } from './use-row-focus.ts';
import { useSelection } from './use-selection.ts';
import { useSteadyRows } from './use-steady-rows.ts';

/** How often what is counted from now is counted again. */
const TICK_MS = 10_000;

/** Staff: everybody's deliveries, live. The address keeps what is shown: filter, order, and which delivery is open. */
export default function DeliveryDesk({
  search,
  delivery,
  viewer,
}: {
  search: string;
  delivery: string | null;
  viewer: Viewer;
}) {
  const [page, frame, top] = [useRef<HTMLElement>(null), useRef<HTMLElement>(null), useRef<HTMLDivElement>(null)];
  const watched = useDeskFeed();
  const problems = useProblems();
  const normal = useMemo(() => searchOf(parseFilter(search)), [search]);
  const filter = useMemo(() => parseFilter(normal), [normal]);
  const [ticker] = useState(() => createTicker(TICK_MS));
  const [density, setDensity] = useKept('density', 'roomy');
  const [keys, setKeys] = useKept('keys', 'on');
  const [isShowingKeys, setShowingKeys] = useState(false);

  const counts = useCounts(filter, watched);
  const list = useDeskRows(filter, watched, problems);
  const selection = useSelection(list.rows, normal);
  const isAway = useAway(top, frame);
  const steady = useSteadyRows(list.rows, filter.order, isAway || selection.rows.length > 0 || delivery !== null);
  const groups = useMemo(() => groupRows(steady.shown), [steady.shown]);
  const shown = useMemo(() => groups.flatMap(({ rows }) => rows), [groups]);
  const actions = useDeskActions(watched, selection, list.look);
  const focus = useRowFocus(frame, shown);
  useKeptFocus(page, () => focus.nearest() ?? page.current?.querySelector('h1') ?? null);
  useListKeys({ isOn: keys === 'on', page, focus, selection, actions, showKeys: () => setShowingKeys(true) });

  function change(next: DeskFilter, replace: boolean) {
    navigate(hrefOf({ page: 'deliveries', search: searchOf(next) }), { replace });
  }

  return (
    <TickerContext value={ticker}>
      <main className="page desk" ref={page}>
        <Heading>Deliveries</Heading>
        <ProblemsBanner known={problems} />
        <StaleNotice />
        {watched.start.kind === 'refused' && (
          <ProblemNotice problem={watched.start.problem} retry={watched.start.retry} />
        )}
        {watched.failure !== null && <ProblemNotice problem={problemFor(watched.failure.code)} />}
        <SavedViews search={normal} />
        <FilterBar filter={filter} counts={counts} change={change} leave={focus.begin} />
        <DeskList
          {...{ list, groups, steady, filter, selection, actions, focus, frame, top }}
          search={normal}
          isDense={density === 'dense'}
          tools={
            <DeskTools
              filter={filter}
              change={change}
              isDense={density === 'dense'}
              setDense={(isDense) => setDensity(isDense ? 'dense' : 'roomy')}
              showKeys={() => setShowingKeys(true)}
            />
          }
        />
        <Questions actions={actions} />
        {isShowingKeys && (
          <KeysDialog
            isOn={keys === 'on'}
            setOn={(isOn) => setKeys(isOn ? 'on' : 'off')}
            closed={() => setShowingKeys(false)}
          />
        )}
        {delivery !== null && (
          <DeliveryDrawer
            id={delivery}
            viewer={viewer}
            watched={watched}
            shown={shown}
            search={normal}
            hasMore={list.hasMore}
            more={list.more}
            keysAreOn={keys === 'on'}
            changed={() => list.look([delivery])}
            close={() => {
              focus.remember(delivery);
              navigate(hrefOf({ page: 'deliveries', search: normal }), { replace: false });
              const row = focus.nearest(); // where it was opened, the browser has sent the focus back already
              if (row !== null && row !== document.activeElement) row.focus();
            }}
          />
        )}
      </main>
    </TickerContext>
  );
}
