import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressed } from './compressed.ts';
import { production } from './production.ts';

/** The playground's own build: it keeps function names, which GraphiQL makes button titles of, and the page need not. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [production, react(), compressed],
  publicDir: false,
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    emptyOutDir: false,
    assetsDir: 'assets/playground',
    chunkSizeWarningLimit: 4_000,
    rolldownOptions: {
      input: 'playground.html',
      output: { keepNames: true },
      onLog(level, log, next) {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') next(level, log);
      },
    },
  },
});
