import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Vite would resolve our own imports of graphql to its ES module build, while Node gives everybody else the CommonJS
 * one: two copies, and a schema made with one is unknown to the other.
 */
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };

/** Against hangs only. A test may start three brokers one after the other, and on a busy machine each takes half a minute. */
const HANG_MS = 180_000;

/**
 * Vitest runs one project after the other: processors wait in the first, there are too few for the last, and one long file is left
 * over. So each kind is spread over the run, and ends by this share of it: what takes minutes first, small files last.
 */
class Spread extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const kinds = Map.groupBy(await super.sort(files), kindOf);
    const placed = [...kinds].flatMap(([kind, ofKind]) =>
      ofKind.map((file, nth) => ({ file, place: (ENDS_BY[kind] * nth) / ofKind.length })),
    );
    return placed.sort((one, other) => one.place - other.place).map(({ file }) => file);
  }
}

const ENDS_BY = { minutes: 0.6, e2e: 0.85, other: 1 };

function kindOf({ moduleId, project }: TestSpecification): keyof typeof ENDS_BY {
  if (project.name !== 'e2e') return 'other';
  return /\/e2e\/src\/(chaos|lives|night)\//.test(moduleId) ? 'minutes' : 'e2e';
}

export default defineConfig({
  test: {
    sequence: { sequencer: Spread },
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
