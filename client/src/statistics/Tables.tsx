import { CHANNEL_NAMES, STATUS_NAMES } from '../deliveries/words.ts';
import { STATUSES } from '../desk/filter.ts';
import { reasonOf } from '../desk/reasons.ts';
import { hrefOf } from '../routing/route.ts';
import { type Bar, durationText, type Statistics } from './chart.ts';
import type { Division } from './period.ts';
import type { Reason } from './reasons.ts';

/** A chart's numbers. Buckets without any delivery are left out. */
export function BarsTable({
  name,
  bars,
  label,
}: {
  name: string;
  bars: readonly Bar[];
  label: (start: string) => string;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrolled by keyboard as well
    <section className="scroll" aria-label={name} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            {STATUSES.map((status) => (
              <th scope="col" className="number" key={status}>
                {STATUS_NAMES[status]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bars
            .filter(({ total }) => total > 0)
            .map(({ start, counts }) => (
              <tr key={start}>
                <th scope="row">{label(start)}</th>
                {STATUSES.map((status) => (
                  <td className="number" key={status}>
                    {counts[status] ?? 0}
                  </td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  );
}

/** Why deliveries failed, with a way to them, beside as long before. */
export function ReasonsTable({
  reasons,
  division: { since, until },
}: {
  reasons: readonly Reason[];
  division: Division;
}) {
  if (reasons.length === 0) return <p>None has failed.</p>;
  return (
    <ul className="reasons">
      {reasons.map(({ channel, code, count, before }) => (
        <li key={`${channel} ${code}`} className="row">
          <a
            href={hrefOf({
              page: 'deliveries',
              search: `status=FAILED&channel=${channel}&error=${code}&since=${since}&until=${until}`,
            })}
          >
            {CHANNEL_NAMES[channel]}: {reasonOf(code)}
          </a>
          <span>
            {count} <span className="quiet">before: {before}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** How long it took from booked to sent. */
export function TimingsTable({ statistics, label }: { statistics: Statistics; label: (start: string) => string }) {
  const { deliveryTimings } = statistics;
  if (deliveryTimings.length === 0) return <p>None was sent.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrolled by keyboard as well
    <section className="scroll" aria-label="From booked to sent, as a table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Channel</th>
            <th scope="col" className="number">
              Sent
            </th>
            <th scope="col" className="number">
              Half within
            </th>
            <th scope="col" className="number">
              95 % within
            </th>
          </tr>
        </thead>
        <tbody>
          {deliveryTimings.toReversed().map(({ start, channel, sent, p50Ms, p95Ms }) => (
            <tr key={`${start} ${channel}`}>
              <th scope="row">{label(start)}</th>
              <td>{CHANNEL_NAMES[channel]}</td>
              <td className="number">{sent}</td>
              <td className="number">{durationText(p50Ms)}</td>
              <td className="number">{durationText(p95Ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
