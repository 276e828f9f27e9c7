/** What a run found, as a table for people. Pure. */
import { keepsTo, type Line, medianOf, short, spreadOf } from './line.ts';

/** The lines of one benchmark. */
export interface Section {
  readonly name: string;
  readonly lines: readonly Line[];
}

/** The table, in Markdown. */
export function tableOf(sections: readonly Section[]): string {
  const rows = sections.flatMap(({ name, lines }) => lines.map((line) => rowOf(name, line)));
  const notes = sections.flatMap(({ lines }) =>
    lines.flatMap(({ what, note }) => (note === undefined ? [] : [`- ${what}: ${note}`])),
  );
  const head = '| benchmark | line | ratio | rounds | bar | met | ours | beside |';
  return [
    head,
    '| --- | --- | ---: | ---: | --- | --- | --- | --- |',
    ...rows,
    ...(notes.length ? ['', ...notes] : []),
  ].join('\n');
}

/** Why the run fails, a line for each bar that was missed. */
export function missedIn(sections: readonly Section[]): string[] {
  return sections.flatMap(({ name, lines }) =>
    lines
      .filter((line) => keepsTo(line) === false)
      .map(
        ({ what, ratios, bar }) =>
          `${name}: ${what}: ${bar?.kind} ${bar?.value} was expected, got ${short(medianOf(ratios))} (${spreadOf(ratios)})`,
      ),
  );
}

function rowOf(name: string, line: Line): string {
  const met = keepsTo(line);
  const bar = line.bar === null ? '' : `${line.bar.kind} ${line.bar.value}`;
  const verdict = met === null ? '' : met ? 'yes' : '**no**';
  const ratio = short(medianOf(line.ratios));
  return `| ${name} | ${line.what} | **${ratio}** | ${spreadOf(line.ratios)} | ${bar} | ${verdict} | ${line.ours} | ${line.beside} |`;
}
