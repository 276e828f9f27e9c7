import type { Plugin } from 'vite';

const IMPORT = /import \{ graphql \} from '[./]*generated\/gql\.ts';/;
const CALL = /\bgraphql\(\s*`([^`]*)`\s*,?\s*\)/g;

/**
 * Puts each GraphQL document where it is used, as text. As generated, `graphql()` looks a document up in a table of all
 * documents, twice each: customers would load the desk's.
 */
export const inlineDocuments: Plugin = {
  name: 'inline-documents',
  enforce: 'pre',
  transform(code, id) {
    if (!/\/client\/src\/(?!generated\/).*\.tsx?$/.test(id) || code.search(CALL) < 0) return null;
    const inlined = code.replace(IMPORT, '').replace(CALL, (_call, text: string) => JSON.stringify(shortened(text)));
    return { code: inlined, map: null };
  },
};

/** @throws {Error} when it needs a fragment of another document, which is not looked for */
function shortened(text: string): string {
  for (const [, name] of text.matchAll(/\.\.\.\s*(?!on\b)(\w+)/g)) {
    if (!new RegExp(`fragment\\s+${name}\\b`).test(text)) {
      throw new Error(`expected the fragment ${name} in the document that uses it, and it is not there: ${text}`);
    }
  }
  return text.replace(/\s+/g, ' ').trim();
}
