import { type ReactNode, use } from 'react';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { hrefOf } from '../routing/route.ts';
import { SummaryContext } from '../staff/use-summary.ts';
import { COUNTS } from './counts.ts';

/** How it stands, as numbers that lead to what they count, where the desk can show that. */
export function Counts() {
  const summary = use(SummaryContext);
  const counts = summary?.data?.deskSummary ?? null;
  return (
    <>
      {summary?.problem != null && <ProblemNotice problem={summary.problem} retry={summary.refresh} />}
      <ul className="stats" aria-label="How it stands" aria-busy={counts === null}>
        {COUNTS.map(({ name, note, of, search, tone }) => {
          const count = counts?.[of] ?? null;
          return (
            <li key={of}>
              <Stat className={`stat ${count !== null && count > 0 ? tone : ''}`} search={search} of={of}>
                <span className="stat-name">{name}</span>
                <span className="stat-value">{count === null ? '–' : count.toLocaleString()}</span>
                <span className="stat-note">{note}</span>
              </Stat>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Stat({ search, of, ...rest }: { search: string | null; of: string; className: string; children: ReactNode }) {
  if (search === null) return <div data-count={of} {...rest} />;
  return <a href={hrefOf({ page: 'deliveries', search })} data-count={of} {...rest} />;
}
