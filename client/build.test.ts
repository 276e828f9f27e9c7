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

/**
 * What the browser loads for `pages`, named by their files' names, before it can show them: the pages, and all that they import at
 * once.
 */
function loadedFor(...pages: string[]): Rolldown.OutputChunk[] {
  const wanted = [...chunks.values()].filter(({ name }) => pages.includes(name));
  expect(wanted).toHaveLength(pages.length);
  const loaded = new Map(wanted.map((chunk) => [chunk.fileName, chunk]));
  for (const { imports } of loaded.values()) {
    for (const name of imports) {
      const chunk = chunks.get(name);
      if (chunk !== undefined) loaded.set(name, chunk);
    }
  }
  return [...loaded.values()];
}

const codeOf = (loaded: readonly Rolldown.OutputChunk[]) => loaded.map(({ code }) => code).join();
const gzipBytes = (loaded: readonly Rolldown.OutputChunk[]) =>
  loaded.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);

/** What a customer may see first, with what is needed for it in the page that is signed in or by the link. */
const FIRST_PAGES = {
  'the page of a link': ['guest'],
  'the sign-in': ['index', 'SignIn'],
  'the booking form': ['index', 'BookPage'],
  'the list of appointments': ['index', 'AppointmentList'],
  'the page of an appointment': ['index', 'AppointmentPage'],
} as const;

describe('the build', () => {
  test('the build is for production, also when the tests make it', () => {
    const code = codeOf(loadedFor('index', 'BookPage'));
    expect(code).toContain('createAppointment');
    expect(code).not.toContain('jsxDEV');
  });

  test.each(Object.entries(FIRST_PAGES))(
    'the build has customers load at most 110 KB of JavaScript for %s',
    (_name, pages) => {
      expect(gzipBytes(loadedFor(...pages))).toBeLessThan(110_000);
    },
  );

  test.each(Object.entries(FIRST_PAGES))(
    'the build has customers load few files for %s: over a slow connection each one costs',
    (_name, pages) => {
      expect(loadedFor(...pages).length).toBeLessThanOrEqual(10);
    },
  );

  test.each(Object.entries(FIRST_PAGES))(
    'the build does not load for %s what only the desk or a click needs',
    (_name, pages) => {
      const code = codeOf(loadedFor(...pages));
      const all = codeOf([...chunks.values()]);
      const formOnly = pages.join().includes('BookPage') ? [] : ['createAppointment'];
      for (const needed of [
        'retryDeliveries',
        'deliveryStatistics',
        'BEGIN:VCALENDAR',
        'cancelAppointment',
        ...formOnly,
      ]) {
        expect(all).toContain(needed);
        expect(code).not.toContain(needed);
      }
    },
  );

  test('the build has a reader load one language, of at most 10 KB, and no live link before there is a subscription', () => {
    const first = codeOf(Object.values(FIRST_PAGES).flatMap((pages) => loadedFor(...pages)));
    const catalogues = [...chunks.values()].filter(({ moduleIds }) =>
      moduleIds.some((id) => id.startsWith('\0catalogue:')),
    );
    expect(catalogues).toHaveLength(4);
    for (const catalogue of catalogues) {
      expect(catalogue.code).toContain('state.cancelled');
      expect(gzipBytes([catalogue])).toBeLessThan(10_000);
    }
    expect(first).not.toContain('Termin absagen');
    expect(first).not.toContain('Cancel the appointment');
    expect(first).not.toContain('graphql-transport-ws');
    expect(codeOf([...chunks.values()])).toContain('graphql-transport-ws');
  });
});
