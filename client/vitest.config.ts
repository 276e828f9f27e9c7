import { defineConfig, mergeConfig } from 'vitest/config';
import page from './vite.config.ts';

/** The tests of the whole client, built as the page is. */
export default mergeConfig(
  page,
  defineConfig({
    test: {
      name: 'client',
      environment: 'happy-dom',
      setupFiles: ['src/language/english.setup.ts', 'src/waiting.setup.ts'],
      testTimeout: 60_000, // against hangs only
      include: ['*.test.ts', 'src/**/*.test.{ts,tsx}'],
    },
  }),
);
