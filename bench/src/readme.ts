/** The table of README: what the last whole run found of the lines that have a bar. */
import { keepsTo, medianOf, short, spreadOf } from './line.ts';
import type { Section } from './report.ts';

const BEGIN = '<!-- written by npm run bench -->';
const END = '<!-- end of what npm run bench wrote -->';

/** The lines that are judged, in Markdown. */
export function summaryOf(sections: readonly Section[]): string {
  const rows = sections.flatMap(({ name, lines }) =>
    lines.flatMap((line) => {
      const { what, ratios, bar } = line;
      if (bar === null) return [];
      const verdict = keepsTo(line) ? 'yes' : '**no**';
      return [
        `| ${name} | ${what} | ${short(medianOf(ratios))} (${spreadOf(ratios)}) | ${bar.kind} ${bar.value} | ${verdict} |`,
      ];
    }),
  );
  return ['| benchmark | line | ratio (rounds) | bar | met |', '| --- | --- | ---: | --- | --- |', ...rows].join('\n');
}

/** README with another table in its place. @throws {Error} when its place is not marked */
export function withTable(readme: string, table: string): string {
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`README.md: expected "${BEGIN}" and "${END}"`);
  return `${readme.slice(0, from + BEGIN.length)}\n\n${table}\n\n${readme.slice(to)}`;
}

/** The table that stands in README. */
export function tableIn(readme: string): string {
  return readme.slice(readme.indexOf(BEGIN) + BEGIN.length, readme.indexOf(END)).trim();
}
