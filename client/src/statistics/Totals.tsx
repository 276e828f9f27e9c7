import { CHANNEL_NAMES, KIND_NAMES } from '../deliveries/words.ts';
import type { DeskTotalsQuery } from '../generated/graphql.ts';
import { durationText, shareText } from './chart.ts';

type Now = DeskTotalsQuery['now'];
type Before = DeskTotalsQuery['before'];

/** Totals and rates, beside those of as long before. */
export function TotalCards({ totals: { now, before } }: { totals: DeskTotalsQuery }) {
  const ended = (one: Before) => one.sent + one.failed;
  const p95 = (one: Before) => (one.p95Ms === null ? '–' : durationText(one.p95Ms));
  const cards = [
    { id: 'total', name: 'Messages', value: String(now.total), was: String(before.total) },
    { id: 'sent', name: 'Sent', value: String(now.sent), was: String(before.sent) },
    {
      id: 'delivered',
      name: 'Delivered, of those sent',
      value: shareText(now.delivered, now.sent),
      was: shareText(before.delivered, before.sent),
    },
    { id: 'failures', name: 'Failed', value: String(now.failed), was: String(before.failed) },
    {
      id: 'failed',
      name: 'Failed, of those that ended',
      value: shareText(now.failed, ended(now)),
      was: shareText(before.failed, ended(before)),
      tone: now.failed > 0 ? 'bad' : undefined,
    },
    { id: 'p95', name: '95 % sent within', value: p95(now), was: p95(before) },
  ];
  return (
    <ul className="stats" aria-label="Totals">
      {cards.map(({ id, name, value, was, tone }) => (
        <li key={id} className={`stat ${tone ?? ''}`} data-total={id}>
          <span className="stat-name">{name}</span>
          <span className="stat-value">{value}</span>
          <span className="stat-note">before: {was}</span>
        </li>
      ))}
    </ul>
  );
}

type Part = Now['byChannel'][number] | Now['byKind'][number];

/** The totals of each channel and each kind of message. */
export function TotalsTable({ now }: { now: Now }) {
  const nameOf = (part: Part) => ('channel' in part && part.channel ? CHANNEL_NAMES[part.channel] : kindOf(part));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrolled by keyboard as well
    <section className="scroll" aria-label="By channel and kind, as a table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Of</th>
            {['All', 'Sent', 'Delivered', 'Failed', 'Not sent', 'Open', '95 % within'].map((name) => (
              <th scope="col" className="number" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...now.byChannel, ...now.byKind].map((part) => (
            <tr key={nameOf(part)}>
              <th scope="row">{nameOf(part)}</th>
              {[part.total, part.sent, part.delivered, part.failed, part.skipped, part.open].map((count, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the columns are always the same
                <td className="number" key={column}>
                  {count}
                </td>
              ))}
              <td className="number">{part.p95Ms === null ? '–' : durationText(part.p95Ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function kindOf(part: Part): string {
  return 'kind' in part && part.kind ? KIND_NAMES[part.kind] : '';
}
