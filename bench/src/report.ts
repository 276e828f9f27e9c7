/** What a run found, as a table for people. Pure. */
import { type Line, medianOf, short, spreadOf, verdictOf } from './line.ts';

/** The lines of one benchmark. */
export interface Section {
  readonly name: string;
  readonly lines: readonly Line[];
}

/** The table, in Markdown, with what stands below it. */
export function tableOf(sections: readonly Section[]): string {
  const all = sections.flatMap(({ lines }) => lines);
  const notes = all.flatMap(({ what, note }) => (note === undefined ? [] : [`- ${what}: ${note}`]));
  const details = all.flatMap(({ what, details }) =>
    details === undefined ? [] : ['', `## ${what}`, '', '```', details, '```'],
  );
  return [
    '| benchmark | line | ratio | rounds | bar | met | ours | beside |',
    '| --- | --- | ---: | ---: | --- | --- | --- | --- |',
    ...sections.flatMap(({ name, lines }) => lines.map((line) => rowOf(name, line))),
    ...(notes.length > 0 ? ['', ...notes] : []),
    ...details,
  ].join('\n');
}

/** A row of a table, by the heads of its columns. */
export type Row = Readonly<Record<string, string>>;

/** A table in Markdown below its title, numbers to the right. Every row has the same columns. */
export function titledTable(title: string, rows: readonly Row[]): string {
  const head = Object.keys(rows[0] ?? {});
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = row(head.map((_, index) => (index === 0 ? '---' : '---:')));
  return [`### ${title}`, '', row(head), rule, ...rows.map((one) => row(Object.values(one)))].join('\n');
}

/** Why the run fails, a line for each bar that was missed. */
export function missedIn(sections: readonly Section[]): string[] {
  return sections.flatMap(({ name, lines }) =>
    lines
      .filter((line) => verdictOf(line) === 'no')
      .map(
        ({ what, ratios, bar }) =>
          `${name}: ${what}: ${bar?.kind} ${bar?.value} was expected, got ${short(medianOf(ratios))} (${spreadOf(ratios)})`,
      ),
  );
}

const VERDICTS = { yes: 'yes', no: '**no**', noise: 'not judged: noise' } as const;

function rowOf(name: string, line: Line): string {
  const verdict = verdictOf(line);
  const bar = line.bar === null ? '' : `${line.bar.kind} ${line.bar.value}`;
  const ratio = short(medianOf(line.ratios));
  return `| ${name} | ${line.what} | **${ratio}** | ${spreadOf(line.ratios)} | ${bar} | ${verdict === null ? '' : VERDICTS[verdict]} | ${line.ours} | ${line.beside} |`;
}
