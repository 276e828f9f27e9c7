/** The figures in README: of the last whole run, the lines that a user cares for. All lines stand in bench/results.md. */
import { medianOf, short } from './line.ts';
import type { Section } from './report.ts';

/** What README shows: the benchmark and its line, and what the line means to a user. */
const FIGURES: Readonly<Record<string, string>> = {
  'bookings: durable ÷ Mercurius that does the same work, 64 connections':
    'Bookings, beside Mercurius doing the same work',
  'bookings: durable ÷ textbook, 64 connections': 'Bookings, beside the textbook (flush and send per request)',
  'flow: log in PostgreSQL: CPU of a booking with one mail at 100/s, server and notifier and PostgreSQL ÷ the textbook that does the same work':
    'CPU of a booking with its mail, beside the textbook doing the same work',
  'flow: log in PostgreSQL: booking → SENT on a subscription, 100/s: p50 ÷ one insert':
    'Booked → SENT seen, beside one insert',
  'flow: log in PostgreSQL: confirmations a second, booked → SENT ÷ nodemailer alone to the same sink':
    'Confirmations, booked to SENT, beside nodemailer alone',
  'feed: idle subscription: ours ÷ plain graphql-ws, 3000 sockets': 'Memory of an open subscription, beside graphql-ws',
};

/** The figures, in Markdown. A line that the run did not measure is left out. */
export function figuresOf(sections: readonly Section[]): string {
  const all = new Map(sections.flatMap(({ name, lines }) => lines.map((line) => [`${name}: ${line.what}`, line])));
  const rows = Object.entries(FIGURES).flatMap(([what, meaning]) => {
    const line = all.get(what);
    if (line === undefined) return [];
    return [`| ${meaning} | ${brief(line.ours)} | ${brief(line.beside)} | ${short(medianOf(line.ratios))} |`];
  });
  return ['| figure | ours | beside | ratio |', '| --- | --- | --- | ---: |', ...rows].join('\n');
}

/** The first figure of a cell; the rest stands in bench/results.md. */
function brief(cell: string): string {
  return cell.split(/[,:]/)[0] ?? cell;
}

/** README with other figures in their place. */
export function withFigures(readme: string, figures: string): string {
  return withBetween(readme, COMMAND, figures);
}

/** The figures that stand in README. */
export function figuresIn(readme: string): string {
  const [begin, end] = marksOf(COMMAND);
  return readme.slice(readme.indexOf(begin) + begin.length, readme.indexOf(end)).trim();
}

const COMMAND = 'npm run bench';

/** A page with another text between the marks of what writes it. @throws {Error} when the place is not marked */
export function withBetween(page: string, command: string, text: string): string {
  const [begin, end] = marksOf(command);
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`expected "${begin}" and "${end}"`);
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
}

function marksOf(command: string): readonly [begin: string, end: string] {
  return [`<!-- written by ${command} -->`, `<!-- end of what ${command} wrote -->`];
}
