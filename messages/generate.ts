/**
 * Lists the catalogues, one for each language, in `src/generated/catalogues.ts`: Node and browsers load them alike. With
 * `--check` it writes nothing and fails when the list is out of date.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const here = new URL('./', import.meta.url);
const file = new URL('src/generated/catalogues.ts', here);
const tags = readdirSync(new URL('catalogues/', here))
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace(/\.json$/, ''))
  .sort();

const text = `// Written by "npm run generate" from the files in catalogues/.
${tags.map((tag) => `import ${nameOf(tag)} from '../../catalogues/${tag}.json' with { type: 'json' };`).join('\n')}

/** The texts of messages, by language (BCP 47). */
export const catalogues = {
${tags.map((tag) => `  '${tag}': ${nameOf(tag)},`).join('\n')}
};
`;

if (!process.argv.includes('--check')) {
  mkdirSync(new URL('./', file), { recursive: true });
  writeFileSync(file, text);
} else if (read() !== text) {
  console.error('messages/src/generated/catalogues.ts is out of date: run npm run generate');
  process.exitCode = 1;
}

function nameOf(tag: string): string {
  return `_${tag.replaceAll('-', '_')}`;
}

function read(): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
