import { defineConfig } from 'vitest/config';

/**
 * Vite would resolve our own imports of graphql to its ES module build, while Node gives everybody else the CommonJS
 * one: two copies, and a schema made with one is unknown to the other.
 */
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };

/** Against hangs only. A test may start three brokers one after the other, and on a busy machine each takes half a minute. */
const HANG_MS = 180_000;

export default defineConfig({
  test: {
    maxWorkers: 3, // of two processors a third is idle otherwise: many tests wait
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
          testTimeout: HANG_MS,
          hookTimeout: HANG_MS,
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
          testTimeout: 2 * HANG_MS,
          hookTimeout: 2 * HANG_MS,
          expect: { poll: { timeout: 30_000 } }, // a hang limit: its own default of a second is a bar
        },
      },
      './client/vitest.config.ts',
    ],
  },
});
