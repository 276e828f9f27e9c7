import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { compileCatalogues } from './compile-catalogues.ts';
import { compressed } from './compressed.ts';
import { inlineDocuments } from './inline-documents.ts';
import { knownLanguage } from './known-language.ts';
import { production } from './production.ts';

const server = process.env.BELLTOWER_URL ?? 'http://localhost:4000';

/** Serves the playground where the server does: without its `.html`. */
const playground: Plugin = {
  name: 'playground',
  configureServer({ middlewares }) {
    middlewares.use((request, _response, next) => {
      request.url = request.url?.replace(/^\/playground(?=$|\?)/, '/playground.html');
      next();
    });
  },
};

/** The customer page: its development server and its build. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [production, inlineDocuments, compileCatalogues, knownLanguage, react(), compressed, playground],
  worker: { format: 'es' },
  // Guests' links lead to /a: Vite serves the page there, as at any address that is no file.
  server: {
    proxy: {
      '/graphql': { target: server, ws: true },
      '/dev/token': { target: server },
      '/config.json': { target: server },
      '/export': { target: server },
    },
  },
  optimizeDeps: {
    // Its `?worker` imports crash the development server's optimizer.
    exclude: ['graphiql/setup-workers/vite'],
    // Found late, these would be optimized apart from each other, and the playground would hold two copies of graphql.
    include: [
      'graphql',
      'graphiql',
      '@graphiql/toolkit',
      'graphql-ws',
      'graphiql > @graphiql/react > monaco-graphql > graphql-language-service',
      'graphiql > @graphiql/react > monaco-graphql > picomatch-browser',
    ],
  },
  build: { target: 'es2023', modulePreload: { polyfill: false } },
});
