// @vitest-environment node
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { expect, test } from 'vitest';

test('the page is built for production by whomever, tests too, and customers load at most 110 KB of JavaScript', async () => {
  expect(process.env.NODE_ENV).toBe('test'); // which the build must not take over
  try {
    const configFile = join(import.meta.dirname, 'vite.config.ts');
    const built = await build({ configFile, logLevel: 'silent', build: { write: false } });
    const files = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
    const [page, ...others] = files.filter((file) => file.type === 'chunk' && file.isEntry);
    expect(others).toEqual([]);
    const code = page?.type === 'chunk' ? page.code : '';
    expect(code).toContain('createAppointment');
    expect(code).not.toContain('jsxDEV');
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(110_000);
  } finally {
    process.env.NODE_ENV = 'test';
  }
}, 60_000);
