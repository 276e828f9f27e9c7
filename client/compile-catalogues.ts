import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from '@formatjs/icu-messageformat-parser';
import type { Plugin } from 'vite';

const CATALOGUE = /\/catalogues\/([\w-]+)\.json$/;
const COMPILED = /^\0catalogue:([\w-]+)$/;

const PARSER = /^@formatjs\/icu-messageformat-parser$/;

/** A module from `catalogues/`, with each text parsed: browsers load no parser. A text without placeholders stays a text. */
export const compileCatalogues: Plugin = {
  name: 'compile-catalogues',
  enforce: 'pre',
  config: (_config, { command }) => ({
    resolve: {
      // https://formatjs.github.io/docs/guides/advanced-usage: three quarters of it are the parser
      alias:
        command === 'build' ? [{ find: PARSER, replacement: '@formatjs/icu-messageformat-parser/no-parser.js' }] : [],
    },
  }),
  resolveId: (source) => {
    const [, tag] = CATALOGUE.exec(source) ?? [];
    return tag === undefined ? null : `\0catalogue:${tag}`;
  },
  async load(id) {
    const [, tag] = COMPILED.exec(id) ?? [];
    if (tag === undefined) return null;
    const path = join(import.meta.dirname, 'catalogues', `${tag}.json`);
    this.addWatchFile(path);
    const texts: Record<string, string> = JSON.parse(await readFile(path, 'utf8'));
    return `export default ${JSON.stringify(compile(texts))};`;
  },
};

function compile(texts: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(texts).map(([id, text]) => [id, compileText(text)]));
}

function compileText(text: string): unknown {
  const parsed = parse(text, { ignoreTag: true });
  return parsed.every((part) => part.type === 0) ? parsed.map((part) => part.value).join('') : parsed;
}
