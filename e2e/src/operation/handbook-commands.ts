/** Finds the commands that the handbook prints, in the order in which it does. Pure. */

/** A block of shell or SQL, its continued lines joined, without comments. */
export interface Block {
  readonly language: 'sh' | 'sql';
  readonly lines: readonly string[];
}

/** The fenced blocks of a page. */
export function blocksIn(page: string): readonly Block[] {
  return [...page.matchAll(/^```(sh|sql)\n([\s\S]*?)^```$/gm)].map(([, language, text = '']) => ({
    language: language === 'sql' ? 'sql' : 'sh',
    lines: text
      .replaceAll(/\\\n\s*/g, '')
      .replaceAll(/\|\n\s*/g, '| ')
      .split('\n')
      .map((line) => line.replace(/\s+# .*$/, ''))
      .filter((line) => line !== ''),
  }));
}

/** What stands within a line as code and begins so; in a table, alternatives and options are one command each. */
export function inlineCommands(page: string, begin: string): readonly string[] {
  const found = [...page.matchAll(new RegExp(`(?<!\`)\`(${begin}[^\`]*)\``, 'g'))].map(([, text = '']) => text);
  return [...new Set(found.flatMap((text) => variantsOf(text.replaceAll(/\s+/g, ' '))))];
}

/** `a -- b \| c [-- d] <e>` as `a -- b`, `a -- c <e>` and `a -- c -- d <e>`. */
function variantsOf(text: string): readonly string[] {
  const [start = '', rest] = text.split(/(?<= -- )(?=.* \\\| )/);
  const all = rest === undefined ? [text] : rest.split(' \\| ').map((one) => start + one);
  return all.flatMap((one) =>
    one.includes('[') ? [one.replaceAll(/ ?\[[^\]]*\]/g, ''), one.replaceAll(/[[\]]/g, '')] : [one],
  );
}
