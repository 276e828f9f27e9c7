import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { compileCatalogues } from './compile-catalogues.ts';
import { compressed } from './compressed.ts';
import { inlineDocuments } from './inline-documents.ts';
import { knownLanguage } from './known-language.ts';
import { production } from './production.ts';

const server = process.env.BELLTOWER_URL ?? 'http://localhost:4000';

/** Serves the playground and guests' page where the server does: without their `.html`. */
const places: Plugin = {
  name: 'places',
  configureServer({ middlewares }) {
    middlewares.use((request, _response, next) => {
      request.url = request.url
        ?.replace(/^\/playground(?=$|\?)/, '/playground.html')
        .replace(/^\/a(?=$|\?)/, '/guest.html');
      next();
    });
  },
};

const OF_APPOINTMENTS = /\/client\/src\/(?:appointments|changes(?!\/change-keys)|deliveries)\//;

/** What a page loads first, in few files: over a slow connection each one costs, however small it is. */
const FIRST_CHUNKS = [
  {
    name: 'base',
    tags: ['$initial' as const],
    minShareCount: 2,
    test: (id: string) => !OF_APPOINTMENTS.test(id),
    priority: 2,
  },
  { name: 'appointment', tags: ['$initial' as const], test: OF_APPOINTMENTS, priority: 1 },
];

/** The customer page: its development server and its build. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [production, inlineDocuments, compileCatalogues, knownLanguage, react(), compressed, places],
  worker: { format: 'es' },
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
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ['index.html', 'guest.html'],
      output: { codeSplitting: { groups: FIRST_CHUNKS } },
    },
  },
});
