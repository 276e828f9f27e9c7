import { useMemo } from 'react';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { problemFor } from '../api/problem.ts';
import { StaleNotice } from '../link/StaleNotice.tsx';
import { Heading } from '../routing/Heading.tsx';
import { navigate } from '../routing/navigate.ts';
import { hrefOf } from '../routing/route.ts';
import './desk.css';
import { DeliveryDrawer } from './DeliveryDrawer.tsx';
import { DeliveryList } from './DeliveryList.tsx';
import { FilterBar } from './FilterBar.tsx';
import { type DeskFilter, parseFilter, searchOf } from './filter.ts';
import { ProblemsBanner } from './ProblemsBanner.tsx';
import { useDeskFeed, type WatchedDesk } from './use-desk-feed.ts';
import { useDeskRows } from './use-desk-rows.ts';
import { type KnownProblems, useProblems } from './use-problems.ts';

/** Staff: everybody's deliveries, live. The address keeps what is shown: the filter, and which delivery is open. */
export default function DeliveryDesk({ search, delivery }: { search: string; delivery: string | null }) {
  const watched = useDeskFeed();
  const problems = useProblems();
  const filter = useMemo(() => parseFilter(search), [search]);
  const normal = searchOf(filter);

  function change(next: DeskFilter, replace: boolean) {
    navigate(hrefOf({ page: 'deliveries', search: searchOf(next) }), { replace });
  }

  return (
    <main className="page wide">
      <Heading>Deliveries</Heading>
      <ProblemsBanner known={problems} />
      <StaleNotice />
      {watched.start.kind === 'refused' && (
        <ProblemNotice problem={watched.start.problem} retry={watched.start.retry} />
      )}
      {watched.failure !== null && <ProblemNotice problem={problemFor(watched.failure.code)} />}
      <FilterBar filter={filter} change={change} />
      <FilteredList key={normal} search={normal} delivery={delivery} watched={watched} problems={problems} />
    </main>
  );
}

/** One filter's list; another filter begins another. */
function FilteredList({
  search,
  delivery,
  watched,
  problems,
}: {
  search: string;
  delivery: string | null;
  watched: WatchedDesk;
  problems: KnownProblems | null;
}) {
  const filter = useMemo(() => parseFilter(search), [search]);
  const list = useDeskRows(filter, watched, problems);
  return (
    <>
      <DeliveryList list={list} search={search} isNarrowed={search !== ''} />
      {delivery !== null && (
        <DeliveryDrawer
          key={delivery}
          id={delivery}
          watched={watched}
          changed={() => list.look([delivery])}
          close={() => navigate(hrefOf({ page: 'deliveries', search }), { replace: false })}
        />
      )}
    </>
  );
}
