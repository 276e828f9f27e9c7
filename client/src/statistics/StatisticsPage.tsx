import { useMemo } from 'react';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { Moment } from '../appointments/Moment.tsx';
import { CHANNEL_NAMES, STATUS_NAMES } from '../deliveries/words.ts';
import { CHANNELS, STATUSES } from '../desk/filter.ts';
import { DownloadButton } from '../exports/DownloadButton.tsx';
import type { Channel } from '../generated/graphql.ts';
import { Heading } from '../routing/Heading.tsx';
import { navigate } from '../routing/navigate.ts';
import { hrefOf } from '../routing/route.ts';
import { ownTimeZone } from '../time/zones.ts';
import { Chart, type Series } from './Chart.tsx';
import { type Bar, barsOf, durationText, timingsOf } from './chart.ts';
import { createLabels } from './labels.ts';
import { PeriodChoice } from './PeriodChoice.tsx';
import { divide, parseShown, type Shown, searchOfShown } from './period.ts';
import './statistics.css';
import { reasonsOf } from './reasons.ts';
import { BarsTable, ReasonsTable, TimingsTable } from './Tables.tsx';
import { TotalCards, TotalsTable } from './Totals.tsx';
import { type Known, useStatistics } from './use-statistics.ts';

/** Staff: what became of the deliveries of a period, beside the one before. The address keeps the period and the zone. */
export default function StatisticsPage({ search }: { search: string }) {
  const own = ownTimeZone();
  const shown = useMemo(() => parseShown(search, own), [search, own]);
  const change = (next: Shown) =>
    navigate(hrefOf({ page: 'statistics', search: searchOfShown(next, own) }), { replace: false });
  return (
    <main className="page wide">
      <div className="page-head">
        <Heading>Statistics</Heading>
        <DownloadButton label="Export as CSV" path={() => exportPathOf(shown)} />
      </div>
      <PeriodChoice shown={shown} change={change} />
      <Content key={searchOfShown(shown, own)} shown={shown} />
    </main>
  );
}

function exportPathOf(shown: Shown): string {
  const { since, until, bucket } = divide(shown, new Date());
  return `/export/statistics.csv?${new URLSearchParams({ since, until, bucket, timeZone: shown.zone })}`;
}

function Content({ shown }: { shown: Shown }) {
  const { known, problem, ask } = useStatistics(shown);
  return (
    <>
      {problem !== null && <ProblemNotice problem={problem} retry={ask} />}
      {known === null && problem === null && <p className="quiet">Loading…</p>}
      {known !== null && (
        <>
          <p className="quiet">
            As of <Moment at={known.at} />, beside as long before
          </p>
          <TotalCards totals={known.totals} />
          {known.totals.now.total === 0 ? (
            <p>Nothing was booked in this time.</p>
          ) : (
            <Charts known={known} zone={shown.zone} />
          )}
        </>
      )}
    </>
  );
}

function Charts({ known, zone }: { known: Known; zone: string }) {
  const { statistics, totals, division } = known;
  const { starts, bucket } = division;
  const label = useMemo(() => createLabels(bucket, zone), [bucket, zone]);
  const labels = useMemo(() => starts.map(label), [starts, label]);
  return (
    <div className="stack charts">
      <ul className="legend" aria-label="Colours">
        {STATUSES.map((status) => (
          <li key={status} data-status={status}>
            {STATUS_NAMES[status]}
          </li>
        ))}
      </ul>
      {CHANNELS.map((channel) => (
        <ChannelCard key={channel} channel={channel} {...{ known, labels, label }} />
      ))}
      <section className="card" aria-labelledby="of-timings">
        <h2 id="of-timings">From booked to sent</h2>
        <TimingsChart known={known} labels={labels} />
        <details>
          <summary>As a table</summary>
          <TimingsTable statistics={statistics} label={label} />
        </details>
      </section>
      <section className="card" aria-labelledby="of-parts">
        <h2 id="of-parts">By channel and kind</h2>
        <TotalsTable now={totals.now} />
      </section>
      <section className="card" aria-labelledby="of-reasons">
        <h2 id="of-reasons">Why deliveries failed</h2>
        <ReasonsTable reasons={reasonsOf(totals)} division={division} />
      </section>
    </div>
  );
}

function ChannelCard({
  channel,
  known: { statistics, division },
  labels,
  label,
}: {
  channel: Channel;
  known: Known;
  labels: readonly string[];
  label: (start: string) => string;
}) {
  const bars = useMemo(() => barsOf(statistics, division.starts, channel), [statistics, division, channel]);
  const series = useMemo(() => seriesOf(bars), [bars]);
  return (
    <section className="card" aria-labelledby={`of-${channel}`}>
      <h2 id={`of-${channel}`}>{CHANNEL_NAMES[channel]}</h2>
      <Chart
        name={`${CHANNEL_NAMES[channel]} by status`}
        kind="bars"
        labels={labels}
        series={series}
        text={countText}
      />
      <details>
        <summary>As a table</summary>
        <BarsTable name={`${CHANNEL_NAMES[channel]} by status, as a table`} bars={bars} label={label} />
      </details>
    </section>
  );
}

/** From the bottom up: what went well stands on the line, so that it can be compared. */
const UPWARDS = ['DELIVERED', 'SENT', 'SENDING', 'QUEUED', 'RETRYING', 'SKIPPED', 'FAILED'] as const;

function seriesOf(bars: readonly Bar[]): readonly Series[] {
  return UPWARDS.map((status) => ({
    name: STATUS_NAMES[status],
    colour: `--of-${status.toLowerCase()}`,
    values: bars.map(({ counts }) => counts[status] ?? 0),
  }));
}

function TimingsChart({ known: { statistics, division }, labels }: { known: Known; labels: readonly string[] }) {
  const series = useMemo(
    () =>
      CHANNELS.flatMap((channel, n): Series[] => {
        const { p50, p95 } = timingsOf(statistics, division.starts, channel);
        const colour = n === 0 ? '--busy' : '--warn';
        return [
          { name: `${CHANNEL_NAMES[channel]}, 95 % within`, colour, values: p95 },
          { name: `${CHANNEL_NAMES[channel]}, half within`, colour, values: p50, isDashed: true },
        ];
      }),
    [statistics, division],
  );
  return (
    <>
      <ul className="legend" aria-label="Lines">
        {series.map(({ name, isDashed }, n) => (
          <li key={name} className={isDashed ? 'dashed' : ''} data-line={n < 2 ? 'EMAIL' : 'SMS'}>
            {name}
          </li>
        ))}
      </ul>
      <Chart name="From booked to sent" kind="lines" labels={labels} series={series} text={durationText} />
    </>
  );
}

function countText(count: number): string {
  return new Intl.NumberFormat().format(count);
}
