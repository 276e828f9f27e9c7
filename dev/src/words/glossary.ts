/** Reads the table of words to avoid from docs/glossary.md: the only place where they are listed. */

/** One word, or several in a row, that the project does not use. */
export interface Banned {
  /** As the table has it: `tell`, `hand-over`, `at rest`. */
  readonly entry: string;
  /** What to write instead, as the table has it. */
  readonly instead: string;
  /** Only in names of the code (variables, functions, types, properties, files); else in every text. */
  readonly namesOnly: boolean;
}

/** The heading of the section in docs/glossary.md whose table lists the banned words. */
const heading = '## Words to avoid';

/** The banned words of a glossary's text. Throws when the section or its table is missing. */
export function bannedWords(glossary: string): Banned[] {
  const rows = section(glossary)
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  if (rows.length === 0) throw new Error(`docs/glossary.md: expected a table below "${heading}", found none`);
  return rows.flatMap((row) => {
    const [, not = '', instead = '', where = ''] = row.split('|').map((cell) => cell.trim());
    if (where !== 'text' && where !== 'names') {
      throw new Error(
        `docs/glossary.md: expected "text" or "names" in the column "where", found "${where}" in: ${row}`,
      );
    }
    return [...not.matchAll(/`([^`]+)`/g)].map(([, entry = '']) => ({ entry, instead, namesOnly: where === 'names' }));
  });
}

/** The glossary's text without the section that lists the banned words. */
export function withoutBannedWords(glossary: string): string {
  return glossary.replace(section(glossary), '');
}

function section(glossary: string): string {
  const start = glossary.indexOf(heading);
  if (start < 0) throw new Error(`docs/glossary.md: expected the heading "${heading}"`);
  const end = glossary.indexOf('\n## ', start + 1);
  return glossary.slice(start, end < 0 ? undefined : end);
}
