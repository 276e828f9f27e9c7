import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { compressed } from './compressed.ts';
import { inlineDocuments } from './inline-documents.ts';
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

/** The customer page: its development server, its build, and the tests of the whole client. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [production, inlineDocuments, react(), compressed, playground],
  worker: { format: 'es' },
  server: {
    proxy: { '/graphql': { target: server, ws: true }, '/dev/token': { target: server } },
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
  test: { name: 'client', environment: 'happy-dom', include: ['*.test.ts', 'src/**/*.test.{ts,tsx}'] },
});
