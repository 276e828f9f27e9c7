import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadStartEnvironment } from './load-start-environment.ts';

const before = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'belltower-beside-start-'));
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

it('takes what npm start keeps for commands, unless a database is given', () => {
  const environment = {};
  expect(loadStartEnvironment(environment)).toBeNull();
  expect(environment).toEqual({});

  mkdirSync('.data');
  writeFileSync(
    '.data/environment.json',
    JSON.stringify({ DATABASE_URL: 'postgres://ours', KAFKA_BROKERS: 'k:1', N: 7 }),
  );
  const beside: Record<string, string> = { KAFKA_BROKERS: 'given:1' };
  expect(loadStartEnvironment(beside)).toContain('with the settings of npm start');
  expect(beside).toEqual({ DATABASE_URL: 'postgres://ours', KAFKA_BROKERS: 'given:1' });
  for (const given of [{ DATABASE_URL: 'postgres://other' }, { DATABASE_URL_FILE: '/run/secrets/database_url' }]) {
    const own = { ...given };
    expect(loadStartEnvironment(own)).toBeNull();
    expect(own).toEqual(given);
  }

  for (const damaged of ['{', 'null', '[]', '7', '"text"']) {
    writeFileSync('.data/environment.json', damaged);
    const none = {};
    expect(loadStartEnvironment(none)).toContain('environment.json');
    expect(none).toEqual({});
  }
});
