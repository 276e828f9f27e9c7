/** The figures in README: of the last whole run, the lines that a user cares for. All lines stand in bench/results.md. */
import { medianOf, short } from './line.ts';
import type { Section } from './report.ts';

const BEGIN = '<!-- written by npm run bench -->';
const END = '<!-- end of what npm run bench wrote -->';

/** What README shows: the benchmark and its line, and what the line means to a user. */
const FIGURES: readonly (readonly [bench: string, what: string, meaning: string])[] = [
  ['bookings', 'durable ÷ Mercurius and pg, 64 connections', 'Bookings, beside Mercurius writing two rows unchecked'],
  ['bookings', 'durable ÷ textbook, 64 connections', 'Bookings, beside the textbook (flush and send per request)'],
  [
    'flow',
    'log in PostgreSQL: booking → SENT on a subscription, 100/s: p50 ÷ one insert',
    'Booked → SENT seen, beside one insert',
  ],
  [
    'feed',
    'idle subscription: ours ÷ plain graphql-ws, 3000 sockets',
    'Memory of an open subscription, beside graphql-ws',
  ],
];

/** The figures, in Markdown. A line that the run did not measure is left out. */
export function figuresOf(sections: readonly Section[]): string {
  const rows = FIGURES.flatMap(([bench, what, meaning]) => {
    const line = sections.find(({ name }) => name === bench)?.lines.find((one) => one.what === what);
    if (line === undefined) return [];
    return [`| ${meaning} | ${brief(line.ours)} | ${brief(line.beside)} | ${short(medianOf(line.ratios))} |`];
  });
  return ['| figure | ours | beside | ratio |', '| --- | --- | --- | ---: |', ...rows].join('\n');
}

/** The first figure of a cell; the rest stands in bench/results.md. */
function brief(cell: string): string {
  return cell.split(',')[0] ?? cell;
}

/** README with other figures in their place. @throws {Error} when the place is not marked */
export function withFigures(readme: string, figures: string): string {
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`README.md: expected "${BEGIN}" and "${END}"`);
  return `${readme.slice(0, from + BEGIN.length)}\n\n${figures}\n\n${readme.slice(to)}`;
}

/** The figures that stand in README. */
export function figuresIn(readme: string): string {
  return readme.slice(readme.indexOf(BEGIN) + BEGIN.length, readme.indexOf(END)).trim();
}
