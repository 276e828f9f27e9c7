// @vitest-environment node
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let chunks: ReadonlyMap<string, Rolldown.OutputChunk>;

beforeAll(async () => {
  expect(process.env.NODE_ENV).toBe('test'); // which the build must not take over
  const configFile = join(import.meta.dirname, 'vite.config.ts');
  const built = await build({ configFile, logLevel: 'silent', build: { write: false } });
  const files = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  chunks = new Map(files.filter((file) => file.type === 'chunk').map((chunk) => [chunk.fileName, chunk]));
}, 60_000);

afterAll(() => {
  process.env.NODE_ENV = 'test';
});

/** What the browser loads before the page begins to run: the entry, and all that it imports at once. */
function firstLoad(): Rolldown.OutputChunk[] {
  const loaded = new Map([...chunks].filter(([, { isEntry }]) => isEntry));
  for (const { imports } of loaded.values()) {
    for (const name of imports) {
      const chunk = chunks.get(name);
      if (chunk !== undefined) loaded.set(name, chunk);
    }
  }
  return [...loaded.values()];
}

describe('the build', () => {
  test('the build is for production, also when the tests make it', () => {
    const code = firstLoad().map((chunk) => chunk.code);
    expect(code.join()).toContain('createAppointment');
    expect(code.join()).not.toContain('jsxDEV');
  });

  test('the build has customers load at most 100 KB of JavaScript first, over all of its files', () => {
    const bytes = firstLoad().map(({ code }) => gzipSync(code, { level: 9 }).length);
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(100_000);
  });

  test('the build does not load for customers what only the desk or a click needs', () => {
    const code = firstLoad()
      .map((chunk) => chunk.code)
      .join();
    const all = [...chunks.values()].map((chunk) => chunk.code).join();
    for (const needed of ['retryDeliveries', 'deliveryStatistics', 'BEGIN:VCALENDAR']) {
      expect(all).toContain(needed);
      expect(code).not.toContain(needed);
    }
  });
});
