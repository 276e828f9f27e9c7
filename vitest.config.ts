import { defineConfig } from 'vitest/config';

/**
 * Vite would resolve our own imports of graphql to its ES module build, while Node gives everybody else the CommonJS
 * one: two copies, and a schema made with one is unknown to the other.
 */
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        resolve,
        test: {
          name: 'back-end',
          environment: 'node',
          include: ['{support,events,messages,event-log,channels,server,notifier,sdk,dev,bench}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          globalSetup: ['./dev/src/postgres/test-database.setup.ts', './dev/src/kafka/test-kafka.setup.ts'],
          pool: 'forks',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 30_000 } }, // a hang limit: its own default of a second is a bar
        },
      },
      {
        resolve,
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['e2e/**/*.test.ts'],
          globalSetup: [
            './dev/src/postgres/test-database.setup.ts',
            './dev/src/kafka/test-kafka.setup.ts',
            './e2e/src/browser/browser.setup.ts',
          ],
          pool: 'forks',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } }, // a hang limit: its own default of a second is a bar
        },
      },
      './client/vite.config.ts',
    ],
  },
});
