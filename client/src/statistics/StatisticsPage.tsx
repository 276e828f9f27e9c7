import { useEffect, useState } from 'react';
import { useClient } from 'urql';
import { textOf } from '../api/document.ts';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { type Problem, problemOf } from '../api/problem.ts';
import { Moment } from '../appointments/Moment.tsx';
import { CHANNEL_NAMES, STATUS_NAMES } from '../deliveries/words.ts';
import { StatisticsDocument } from '../desk/documents.ts';
import { CHANNELS, STATUSES } from '../desk/filter.ts';
import { isLast, LAST, LASTS, type Last } from '../desk/time-range.ts';
import { Heading } from '../routing/Heading.tsx';
import { navigate } from '../routing/navigate.ts';
import { hrefOf } from '../routing/route.ts';
import { barsOf, type Statistics, spanFor } from './chart.ts';
import { StackedBars } from './StackedBars.tsx';
import './statistics.css';
import { BarsTable, ReasonsTable, TimingsTable } from './Tables.tsx';

const UNITS: Readonly<Record<Last, string>> = { '1h': 'a minute', '24h': 'an hour', '7d': 'a day', '30d': 'a day' };
/** How often the numbers are queried again. */
const EVERY_MS = 15_000;

/** Staff: what became of the deliveries of a range of time, which the address keeps. */
export default function StatisticsPage({ search }: { search: string }) {
  const given = new URLSearchParams(search).get('range');
  const last = isLast(given) ? given : '24h';
  return (
    <main className="page">
      <Heading>Statistics</Heading>
      <label className="field range">
        Booked in the
        <select
          value={last}
          onChange={({ target }) =>
            navigate(hrefOf({ page: 'statistics', search: `range=${target.value}` }), { replace: false })
          }
        >
          {LASTS.map((name) => (
            <option key={name} value={name}>
              {LAST[name].name}
            </option>
          ))}
        </select>
      </label>
      <Shown key={last} last={last} />
    </main>
  );
}

function Shown({ last }: { last: Last }) {
  const { known, problem, ask } = useStatistics(last);
  const label = (start: string) => labelOf(start, last);
  return (
    <>
      {problem !== null && <ProblemNotice problem={problem} retry={ask} />}
      {known === null && problem === null && <p className="quiet">Loading…</p>}
      {known !== null && (
        <>
          <p className="quiet">
            As of <Moment at={known.at} />
          </p>
          {known.statistics.deliveryStatistics.length === 0 ? (
            <p>Nothing was booked in this time.</p>
          ) : (
            <Charts known={known} last={last} label={label} />
          )}
        </>
      )}
    </>
  );
}

function Charts({ known, last, label }: { known: Known; last: Last; label: (start: string) => string }) {
  const { statistics, starts } = known;
  return (
    <div className="stack">
      <ul className="legend" aria-label="Colours">
        {STATUSES.map((status) => (
          <li key={status} data-status={status}>
            {STATUS_NAMES[status]}
          </li>
        ))}
      </ul>
      {CHANNELS.map((channel) => {
        const bars = barsOf(statistics, starts, channel);
        return (
          <section className="card" key={channel} aria-labelledby={`of-${channel}`}>
            <h2 id={`of-${channel}`}>{CHANNEL_NAMES[channel]}</h2>
            <StackedBars name={`${CHANNEL_NAMES[channel]} by status`} unit={UNITS[last]} bars={bars} label={label} />
            <details>
              <summary>As a table</summary>
              <BarsTable name={`${CHANNEL_NAMES[channel]} by status, as a table`} bars={bars} label={label} />
            </details>
          </section>
        );
      })}
      <section className="card" aria-labelledby="of-reasons">
        <h2 id="of-reasons">Why deliveries failed</h2>
        <ReasonsTable statistics={statistics} last={last} />
      </section>
      <section className="card" aria-labelledby="of-timings">
        <h2 id="of-timings">From booked to sent</h2>
        <TimingsTable statistics={statistics} label={label} />
      </section>
    </div>
  );
}

interface Known {
  readonly statistics: Statistics;
  readonly starts: readonly string[];
  readonly at: string;
}

function useStatistics(last: Last) {
  const calls = useClient();
  const [known, setKnown] = useState<Known | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each turn asks again
  useEffect(() => {
    let isOver = false;
    async function ask() {
      if (document.hidden) return;
      const now = new Date();
      const { starts, ...span } = spanFor(last, now);
      const { data, error } = await calls
        .query(textOf(StatisticsDocument), span, { requestPolicy: 'network-only' })
        .toPromise();
      if (isOver) return;
      setProblem(error === undefined ? null : problemOf(error));
      if (data) setKnown({ statistics: data, starts, at: now.toISOString() });
    }
    void ask();
    const timer = setInterval(ask, EVERY_MS);
    document.addEventListener('visibilitychange', ask);
    return () => {
      isOver = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', ask);
    };
  }, [calls, last, turn]);
  return { known, problem, ask: () => setTurn(turn + 1) };
}

/** When a bucket begins, in the reader's own time; days are days in UTC, and say so. */
function labelOf(start: string, last: Last): string {
  if (start === '') return '';
  if (last === '1h') return new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }).format(new Date(start));
  if (last === '24h') {
    return new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: 'numeric', minute: '2-digit' }).format(
      new Date(start),
    );
  }
  const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(start));
  return `${day} (UTC)`;
}
